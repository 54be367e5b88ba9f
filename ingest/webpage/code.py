"""Reads code blocks, however a site has marked them up: their text, their language and their title."""

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from ingest.webpage.document import attribute, elements, erase, holds, inside, nearest, opening_words, tokens

LANGUAGE = re.compile(r"(?:lang(?:uage)?|highlight(?:-source)?|brush|sourceCode)-:?([\w+#.-]+)\Z")
NO_LANGUAGE = frozenset(
    {"default", "none", "text", "plaintext", "plain", "txt", "notranslate", "auto", "source"}
)
NUMBERS = re.compile(
    r"(?:[\w-]+-)?(?:line-?num(?:ber)?s?|linenos?|linenodiv|ln-num(?:bers)?|line-numbers-rows|gutter|lnt?)"
)
LINE = re.compile(r"(?:[\w]+-)*line")
LINE_TAGS = frozenset({"div", "p", "li", "tr"})
WRAPPER = re.compile(r"[\w/-]*(?:code|highlight|listing|snippet|literal|language-)[\w/-]*", re.IGNORECASE)
TITLE = re.compile(r"title|file-?name|caption", re.IGNORECASE)
TITLE_MAX = 100
CLIMB_MAX = 4
NEITHER = frozenset({"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hint", "tabs"})


def rewrite_code(main: Tag) -> None:
    """Makes every code block a `pre` that holds nothing but its text.

    Its language and title, where it has them, become the attributes `language` and `title`.
    """
    for pre in inside(main, "pre"):
        if pre.name != "pre" or nearest(pre, "pre") is not None:
            continue
        language = _language(pre)
        title = _take_title(pre, language)
        _erase_numbers(pre)
        text = code_text(pre)
        pre.clear()
        pre.attrs = {"language": language, "title": title}
        pre.append(NavigableString(text))
        _take_out_of_table(pre)


def code_text(code: Tag) -> str:
    """The code as it is, one line of it a line: breaks may be newlines, `<br>` or elements of their own."""
    parts: list[str] = []
    open_line = False
    lines: set[int] = set()
    for node in code.descendants:
        if isinstance(node, Tag):
            is_line = _is_line(node) and not any(id(parent) in lines for parent in node.parents)
            if is_line:
                lines.add(id(node))
                parts.append("\n" if open_line else "")
            open_line = open_line or is_line
            text = "\n" if node.name == "br" else ""
        else:
            text = "" if isinstance(node, PreformattedString) else str(node)
        parts.append(text)
        open_line = open_line and not text.endswith("\n") if text else open_line
    return "".join(parts).replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _language(pre: Tag) -> str:
    candidates = [*inside(pre, "code")[:1], pre, *_wrappers(pre)]
    found = (name for element in candidates for name in _names(element))
    return next((name for name in found if name not in NO_LANGUAGE), "")


def _names(element: Tag) -> Iterator[str]:
    """What an element says of the language of its code."""
    for name in ("data-lang", "data-language", "language", "data-code-lang"):
        if re.fullmatch(r"[\w+#.-]{1,30}", attribute(element, name)):
            yield attribute(element, name).lower()
    for token in tokens(element):
        if found := LANGUAGE.match(token):
            yield found[1].lower()


def _wrappers(pre: Tag) -> Iterator[Tag]:
    """The elements around a code block that hold no other."""
    for parent, _ in zip(pre.parents, range(CLIMB_MAX), strict=False):
        if parent.name not in {"div", "figure", "td", "tr", "tbody", "table"} or _has_other(parent, pre):
            return
        yield parent


def _has_other(parent: Tag, pre: Tag) -> bool:
    return any(
        isinstance(node, Tag) and node.name == "pre" and node is not pre for node in parent.descendants
    )


def _take_title(pre: Tag, language: str) -> str:
    """The title in an attribute, or in an element in front of the code, which is erased."""
    own = attribute(pre, "data-title") or attribute(pre, "data-filename")
    code = pre
    for wrapper in _wrappers(pre):
        is_code = wrapper.name == "figure" or any(map(WRAPPER.fullmatch, tokens(wrapper)))
        buttons = inside(wrapper, "button") if is_code else []
        for button in buttons:
            erase(button)
        before = _before(wrapper, code)
        for element in before if is_code else before[-1:]:
            if _is_title(element, is_code):
                text = opening_words(element, TITLE_MAX)
                erase(element)
                own = own or text
        code = wrapper
    return "" if own.lower() in {language, *NO_LANGUAGE} else own


def _before(wrapper: Tag, code: Tag) -> list[Tag]:
    siblings: list[Tag] = []
    for element in elements(wrapper):
        if element is code:
            return siblings
        siblings.append(element)
        if len(siblings) > CLIMB_MAX:
            return []
    return []


def _is_title(element: Tag, in_code: bool) -> bool:
    if element.name in NEITHER or holds(element, *NEITHER):
        return False
    named = element.name == "figcaption" or bool(TITLE.search(" ".join(tokens(element))))
    return (in_code or named) and 0 < len(opening_words(element, TITLE_MAX)) <= TITLE_MAX


def _erase_numbers(pre: Tag) -> None:
    for element in inside(pre):
        if _is_number(element):
            erase(element)


def _is_line(element: Tag) -> bool:
    return (
        element.name in LINE_TAGS
        or element.has_attr("data-line")
        or (element.name in {"span", "code"} and any(map(LINE.fullmatch, tokens(element))))
    )


def _is_number(element: Tag) -> bool:
    """Whether an element in a code block is the number of a line, or a button."""
    if element.name == "button":
        return True
    named = any(map(NUMBERS.fullmatch, tokens(element))) or element.has_attr("data-line-number")
    return named and not any(character.isalpha() for character in element.get_text())


def _take_out_of_table(pre: Tag) -> None:
    """Makes a table that only sets line numbers beside code a plain block."""
    own = nearest(pre, "td")
    table = nearest(own, "table") if own is not None else None
    if table is None:
        return
    others = [cell for cell in inside(table, "td") if cell is not own]
    if all(any(map(NUMBERS.fullmatch, tokens(cell))) for cell in others):
        for other in others:
            erase(other)
        for part in inside(table, "tbody", "tr", "td"):
            part.name = "div"
        table.name = "div"
