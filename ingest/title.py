"""The title that a page's markdown gives itself."""

import re

from markdown_it import MarkdownIt

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
H1 = re.compile(r"^ {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$")
SHOWN = frozenset({"text", "code_inline", "image"})
PARSER = MarkdownIt("commonmark")


def heading_title(markdown: str) -> str:
    """The text of the first `# H1` outside code, plain; "" where there is none."""
    fence = ""
    for line in markdown.splitlines():
        mark = FENCE.match(line)
        if mark:
            fence = _after_fence(fence, mark[1])
        elif not fence and (heading := H1.match(line)):
            return plain_title(heading[1])
    return ""


def plain_title(markdown: str) -> str:
    """A title's inline markdown as the plain text that a reader sees, on one line."""
    inline = PARSER.parseInline(markdown)[0]
    shown = (token.content for token in inline.children or () if token.type in SHOWN)
    return " ".join("".join(shown).split())


def _after_fence(fence: str, mark: str) -> str:
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence
