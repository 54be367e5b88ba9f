"""An answer's HTML: its marks become links to the excerpts, and quoted headings head nothing on our page."""

import re
from collections.abc import Collection

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markupsafe import Markup

MARK = re.compile(r"\[(\d{1,2})\]")

LITERAL = ("a", "code", "pre")
"""In these a number in brackets is part of what is quoted."""

HEADINGS = re.compile(r"h[1-6]")


def with_marks(html: Markup, marks: Collection[int], label: str) -> Markup:
    """Safe HTML whose marks `[1]` are links to `#excerpt-1`; `label` says so, with the number as `{mark}`.

    Numbers that are no mark of the answer stay as they are.
    """
    soup = _unheaded(html)
    for text in soup.find_all(string=MARK):
        if isinstance(text, NavigableString) and not text.find_parent(LITERAL):
            text.replace_with(*_linked(soup, str(text), marks, label))
    return _safe(soup)


def quoted(html: Markup) -> Markup:
    """Safe HTML to be quoted: without ids, which its page has, and headings as words."""
    return _safe(_unheaded(html))


def _unheaded(html: Markup) -> BeautifulSoup:
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(id=True):
        del element["id"]
    for heading in soup.find_all(HEADINGS):
        for link in heading.find_all("a", class_="anchor"):
            link.decompose()
        heading.name = "p"
        heading["class"] = "quoted-heading"
    return soup


def _linked(
    soup: BeautifulSoup, text: str, marks: Collection[int], label: str
) -> list[NavigableString | Tag]:
    """The text in pieces, its marks as links."""
    pieces: list[NavigableString | Tag] = []
    said = 0
    for found in MARK.finditer(text):
        if int(found[1]) in marks:
            pieces += [NavigableString(text[said : found.start()]), _link(soup, found[1], label)]
            said = found.end()
    return [*pieces, NavigableString(text[said:])]


def _link(soup: BeautifulSoup, mark: str, label: str) -> Tag:
    attributes = {
        "class": "mark",
        "href": f"#excerpt-{mark}",
        "data-mark": mark,
        "aria-label": label.format(mark=mark),
    }
    return soup.new_tag("a", attrs=attributes, string=mark)


def _safe(soup: BeautifulSoup) -> Markup:
    return Markup(soup.decode(formatter="minimal"))  # noqa: S704 - safe before, and only what stands here was added
