"""Tables and cards that an author wrote as `<table>`."""

from collections.abc import Sequence
from typing import Protocol

from bs4 import Tag

from ingest.dialect.naming import reference_text
from ingest.dialect.tables import Column, card_target, columns_of, parted, rows_of
from ingest.dialect.visible import visible
from service.web.dialect import pieces
from service.web.dialect.elements import picture
from service.web.dialect.writer import Writer
from service.web.dialect.writing import Attribute, element, escaped

CELLS = ["td", "th"]


class Authored(Protocol):
    """Writes the piece of HTML that a table is in."""

    @property
    def writer(self) -> Writer:
        """What the page's parts have in common."""

    def children(self, node: Tag, depth: int) -> str:
        """The HTML of what is in an element."""

    def marks(self, node: Tag) -> dict[str, Attribute]:
        """The attributes that mark an element where it is pointed out."""


def table(authored: Authored, node: Tag, depth: int) -> str:
    """A table with its hidden columns left out; one that the author shows as cards is a list of cards."""
    head, body = parted(rows_of(node))
    columns = columns_of(head)
    if node.get("data-view") == "cards":
        return _cards(authored, body, columns, depth)
    caption = node.find("caption", recursive=False)
    label = visible(caption, " ") if caption else ""
    inner = element("caption", authored.children(caption, depth)) if caption else ""
    is_named = any(column.name for column in columns) and not node.has_attr("data-header-hidden")
    if head is not None and is_named:
        inner += element("thead", _row(authored, head, columns, depth, "th"))
    rows = "".join(_row(authored, line, columns, depth, "td") for line in body)
    return pieces.table(inner + element("tbody", rows), label or authored.writer.words.table)


def _row(authored: Authored, line: Tag, columns: Sequence[Column], depth: int, name: str) -> str:
    cells = (_cell(authored, cell, depth, name) for cell in _seen(line, columns))
    return element("tr", "".join(cells), **authored.marks(line))


def _cell(authored: Authored, cell: Tag, depth: int, name: str) -> str:
    spans: dict[str, Attribute] = {
        span: str(cell[span]) for span in ("colspan", "rowspan") if str(cell.get(span) or "").isdecimal()
    }
    name = "th" if cell.name == "th" else name
    scope = "col" if cell.find_parent("thead") else "row"
    return element(name, authored.children(cell, depth), scope=scope if name == "th" else None, **spans)


def _seen(line: Tag, columns: Sequence[Column]) -> list[Tag]:
    cells = line.find_all(CELLS, recursive=False) or [line]
    hidden = {number for number, column in enumerate(columns) if column.hidden}
    return [cell for number, cell in enumerate(cells) if number not in hidden]


def _cards(authored: Authored, body: Sequence[Tag], columns: Sequence[Column], depth: int) -> str:
    cards = "".join(_card(authored, line, columns, depth) for line in body)
    return element("ul", cards, class_="cards")


def _card(authored: Authored, line: Tag, columns: Sequence[Column], depth: int) -> str:
    """The first cell that says something is the card's title, and leads to where the card leads."""
    address = card_target(line, columns)
    target = authored.writer.targets.link(address) if address else None
    said = [cell for cell in _seen(line, columns) if visible(cell) or cell.find("img")]
    if not said:
        title = escaped(reference_text("", address, authored.writer.targets.title_of))
    else:
        title = escaped(visible(said[0], " ")) if target else authored.children(said[0], depth)
    if target and title:
        title = element("a", title, href=target.href, rel=target.rel, class_="card-link")
    rest = "".join(element("div", authored.children(cell, depth)) for cell in said[1:])
    inner = _cover(authored, line) + element("div", title, class_="card-title") + rest
    marks = authored.marks(line)
    return element("li", element("div", inner, class_="card"), **marks)


def _cover(authored: Authored, line: Tag) -> str:
    """The picture above a card: what the column of covers links to."""
    table_ = line.find_parent("table")
    head = table_.find("tr") if table_ else None
    names = head.find_all(CELLS, recursive=False) if head else []
    cells = line.find_all(CELLS, recursive=False)
    covers = (cell for cell, name in zip(cells, names, strict=False) if name.has_attr("data-card-cover"))
    found = next(filter(None, (cell.find(["a", "img"]) for cell in covers)), None)
    source = str(found.get("src") or found.get("href") or "") if found else ""
    shown = picture({"src": source}, authored.writer.targets) if source else ""
    return element("div", shown, class_="card-cover") if shown else ""
