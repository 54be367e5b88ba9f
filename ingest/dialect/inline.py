"""What a reader sees of a paragraph's markdown."""

import re
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from markdown_it.token import Token

from ingest.dialect.rules import PARSER
from ingest.dialect.tags import attributes

SPECIAL = re.compile(r"[*_`\[<&\\]|~~|\$\$|\{%| \n")
"""What a text must have in it to mean more than it says."""

LINK = r"!?\[(?P<text>[^\[\]*_`<&\\~${\n^][^\[\]*_`<&\\~${\n]*)\]\([^()\s<>\\]*(?: \"[^\"()\n\\]*\")?\)"
SIMPLE = re.compile(
    rf"(?:[^*_`\[<&\\~${{\n]++|\{{(?!%)|\$(?!\$)|(?<=\w)_+(?=\w)|`[^`\n]+`(?!`)|(?<! )\n|{LINK}"
    r"|\*\*\w(?:[^*_`\[<&\\~${\n]*\w)?(?:\*\*|[:.,!?)]\*\*(?=\s|\Z)))*+\Z"
)
"""Texts with no mark-up but `code`, plain links and unambiguous `**bold**`: no need to parse them."""

MARKS = re.compile(rf"`(?P<code>[^`]+)`|{LINK}|\*\*")

TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>[^>]*)>\Z", re.DOTALL)
HTML_WORDS = (
    "a abbr b bdi bdo big br button cite code data del dfn em figcaption figure font h1 h2 h3 h4 h5 h6 "
    "i iframe img input ins kbd label mark picture q s samp small source span strike strong sub sup svg "
    "path time tt u var video wbr p div ul ol li dl dt dd table thead tbody tr td th hr pre details "
    "summary center section nobr"
)
HTML = frozenset(HTML_WORDS.split())
"""Elements that a browser knows; any other `<name>` is a place-holder that the author wrote, and stays."""

LOOSE_STARS = re.compile(r"(?<!\S)\*\*(?=\s|\Z)|(?<=[\w):.,!?])\*\*(?=[.,;:!?)]*(?:\s|\Z))|(?<!\S)\*\*(?=\w)")
BREAKS = frozenset({"br", "p", "div", "li", "tr", "hr"})

Environment = MutableMapping[str, Any]
"""The parser's memory of one text: its link definitions and footnotes."""


def inline_text(markdown: str, env: Environment) -> str:
    """A paragraph, heading or cell as plain text, with line ends where the reader sees them."""
    if not SPECIAL.search(markdown):
        return " ".join(markdown.split())
    if SIMPLE.match(markdown):
        return " ".join(MARKS.sub(r"\g<code>\g<text>", markdown).split())
    tokens: list[Token] = []
    PARSER.inline.parse(markdown, PARSER, env, tokens)
    return tidy("".join(_visible(tokens)).removesuffix("\\"))


def tidy(text: str) -> str:
    """The text with single spaces, and without empty lines."""
    if "\n" not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def emoji(code: str) -> str:
    """The characters of a `data-code`: code points in hexadecimal, joined by dashes; "" for anything else."""
    try:
        return "".join(chr(int(point, 16)) for point in code.split("-"))
    except (ValueError, OverflowError):
        return ""


def is_icon(name: str, classes: str) -> bool:
    """Whether an element is an icon, whose text is a name for machines."""
    return name == "i" and "fa-" in classes


def _visible(tokens: Iterable[Token]) -> Iterator[str]:
    hidden = ""
    run: list[str] = []
    for token in tokens:
        if token.type == "html_inline":
            shown, hidden = _html(token.content, hidden)
            run.append(shown)
        elif not hidden and token.type == "code_inline":
            yield _without_loose_stars("".join(run))
            yield token.content
            run = []
        elif not hidden:
            run.append(_text(token))
    yield _without_loose_stars("".join(run))


def _without_loose_stars(text: str) -> str:
    """The text without `**` that translators have set apart from their words."""
    return LOOSE_STARS.sub("", text) if "**" in text else text


def _text(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image":
            return "".join(_visible(token.children or ()))
        case "footnote_ref":
            return ""
    return token.content


def _html(content: str, hidden: str) -> tuple[str, str]:
    """What a tag amid text shows, and the element whose text it hides from here on ("" for none)."""
    tag = TAG.match(content)
    if tag is None:
        return ("" if content.startswith("<!--") else content), hidden
    name, found = tag["name"].lower(), dict(attributes(tag["rest"]))
    if tag["closing"]:
        return "", "" if name == hidden else hidden
    if hidden:
        return "", hidden
    if name == "span" and (shown := emoji(found.get("data-code", ""))):
        return shown, name
    if is_icon(name, found.get("class", "")):
        return "", name
    if name == "img":
        return found.get("alt", ""), ""
    return ("\n" if name in BREAKS else "" if name in HTML else content), ""
