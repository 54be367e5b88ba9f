"""What a reader sees of a paragraph's markdown."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from itertools import takewhile
from typing import Any

from markdown_it.token import Token

from ingest.dialect.naming import TitleOf, link_text
from ingest.dialect.rules import PARSER
from ingest.dialect.tags import attributes

SPECIAL = re.compile(r"[*_`\[<&\\]|~~|\$\$|\{%| \n")
"""What a text must have in it to mean more than it says."""

LINK = (
    r"!?\[(?P<text>[^\[\]*_`<&\\~${\n^][^\[\]*_`<&\\~${\n]*)\]"
    r"\((?P<target>[^()\s<>\\]*)(?: \"(?P<title>[^\"()\n\\]*)\")?\)"
)
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

LOOSE_STARS = re.compile(
    r"(?<!\S)\*\*(?=\s|\Z)|(?<=[\w):.,!?])\*\*(?=[.,;:!?)]*(?:\*\*)?(?:\s|\Z))|(?<!\S)\*\*(?=\w)"
)
"""Stars that mark nothing, since they stand apart from the words that they were put around."""

NO_CHARACTER = re.compile(r"&#xNAN;", re.IGNORECASE)
"""What the platform's export writes where it lost a character's number."""

WORD_BEHIND = re.compile(r"(?!ing\b)[^\W\d_]{3}")
"""A word of its own; one or two letters (`node`s) and "ing" are an ending."""

BREAKS = frozenset({"br", "p", "div", "li", "tr", "hr"})

Environment = MutableMapping[str, Any]
"""The parser's memory of one text: its link definitions and footnotes."""


def inline_text(markdown: str, env: Environment, title_of: TitleOf) -> str:
    """A paragraph, heading or cell as plain text, with line ends where the reader sees them."""
    if not SPECIAL.search(markdown):
        return " ".join(markdown.split())
    if SIMPLE.match(markdown):
        return " ".join(MARKS.sub(lambda found: _simple(found, title_of), markdown).split())
    tokens: list[Token] = []
    PARSER.inline.parse(markdown, PARSER, env, tokens)
    return tidy(_visible(tokens, title_of).removesuffix("\\"))


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


def _simple(found: re.Match[str], title_of: TitleOf) -> str:
    """What a reader sees of one of the MARKS."""
    if code := found["code"]:
        return _apart(
            found.string[max(0, found.start() - 1) : found.start()], code, found.string[found.end() :]
        )
    if text := found["text"]:
        return link_text(text, found["target"], title_of, mention=found["title"] == "mention")
    return ""


def _visible(tokens: Sequence[Token], title_of: TitleOf) -> str:
    hidden = ""
    runs: list[list[str]] = [[]]
    codes: list[str] = []
    for token in _named(tokens, title_of):
        if token.type == "html_inline":
            shown, hidden = _html(token.content, hidden)
            runs[-1].append(shown)
        elif not hidden and token.type == "code_inline":
            codes.append(token.content)
            runs.append([])
        elif not hidden:
            runs[-1].append(_text(token, title_of))
    shown, *texts = (_cleaned("".join(run)) for run in runs)
    for code, text in zip(codes, texts, strict=True):
        shown += _apart(shown, code, text) + text
    return shown


def _named(tokens: Sequence[Token], title_of: TitleOf) -> Iterator[Token]:
    """The tokens; a link that shows its target's address has one text: what the target is called."""
    waiting = iter(tokens)
    for token in waiting:
        if token.type != "link_open":
            yield token
            continue
        inside = list(takewhile(lambda each: each.type != "link_close", waiting))
        text = tidy(_visible(inside, title_of))
        mention = token.attrGet("title") == "mention"
        name = link_text(text, str(token.attrGet("href") or ""), title_of, mention=mention)
        yield from inside if name == text else [Token("text", "", 0, content=name)]


def _apart(before: str, code: str, behind: str) -> str:
    """Code, with spaces where a word touches it: a reader sees by its looks where it begins and ends."""
    lead = " " if before[-1:].isalnum() and code[0].isalnum() else ""
    trail = " " if code[-1].isalnum() and WORD_BEHIND.match(behind) else ""
    return f"{lead}{code}{trail}"


def _cleaned(text: str) -> str:
    """The text without `**` that translators have set apart from their words, and without lost characters."""
    text = LOOSE_STARS.sub("", text) if "**" in text else text
    return NO_CHARACTER.sub("", text) if "&#" in text else text


def _text(token: Token, title_of: TitleOf) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image":
            return _visible(token.children or (), title_of)
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
