"""What a reader sees of an HTML element."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from ingest.dialect.inline import emoji, is_icon, tidy
from ingest.dialect.naming import TitleOf, is_address, link_text
from ingest.dialect.tags import BRACES

BREAKS = frozenset(
    {
        "p",
        "div",
        "li",
        "tr",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figcaption",
        "ul",
        "ol",
        "table",
        "pre",
        "blockquote",
    }
)
BRACES_OR_CODE = re.compile(rf"<(code|pre)\b.*?</\1>|{BRACES.pattern}", re.IGNORECASE | re.DOTALL)
UNSEEN = frozenset({"script", "style", "template"})


def soup(html: str, title_of: TitleOf) -> BeautifulSoup:
    """The parsed HTML: its emoji decoded, its icons (whose text is a name for machines) gone, and titles in
    place of the addresses that its links show.
    """
    parsed = BeautifulSoup(BRACES_OR_CODE.sub(_blanked, html) if "{%" in html else html, "html.parser")
    if "data-code" in html:
        for span in parsed.find_all("span", attrs={"data-code": True}):
            span.string = emoji(str(span["data-code"])) or span.get_text()
    if "fa-" in html:
        for icon in parsed.find_all(_is_icon):
            icon.string = ""
    if "href" in html:
        for link in parsed.find_all("a", href=True):
            _name(link, title_of)
    return parsed


def visible(element: Tag, separator: str = "\n") -> str:
    """The element's text, alternative texts included; `separator` stands where the reader sees a new line."""
    parts = [_part(node) for node in element.descendants]
    return separator.join(tidy("".join(parts)).split("\n"))


def _part(node: object) -> str:
    if isinstance(node, Tag):
        if node.name == "img":
            return f" {node.get('alt') or ''} "
        return "\n" if node.name in BREAKS else " " if node.name in {"td", "th"} else ""
    if not isinstance(node, NavigableString) or isinstance(node, Comment):
        return ""
    if node.parent is not None and node.parent.name in UNSEEN:
        return ""
    return " " + " ".join(node.split()) + " " if node.strip() != node else str(node).replace("\n", " ")


def _name(link: Tag, title_of: TitleOf) -> None:
    text, target = link.get_text().strip(), str(link["href"])
    if is_address(text, target):
        link.string = link_text(text, target, title_of)


def _is_icon(element: Tag) -> bool:
    return is_icon(element.name, " ".join(element.get_attribute_list("class")))


def _blanked(found: re.Match[str]) -> str:
    """Code as it is; a platform's tag as spaces, so that what follows keeps its place."""
    return found[0] if found[1] else re.sub(r"[^\n]", " ", found[0])
