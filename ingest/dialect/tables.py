"""Rows of tables, from markdown and from HTML alike, and cards, which the platform writes as tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from ingest.block import Block, BlockKind
from ingest.dialect.lines import element_end
from ingest.dialect.naming import TitleOf, reference_text
from ingest.dialect.visible import visible


def row_text(header: Sequence[str], cells: Sequence[str]) -> str:
    """A row that can be understood alone: `Header: cell; Header: cell`, empty cells left out."""
    names = [*header, *[""] * (len(cells) - len(header))]
    filled = ((name, cell) for name, cell in zip(names, cells, strict=False) if cell)
    return "; ".join(f"{name}: {cell}" if name and name != cell else cell for name, cell in filled)


def row(span: tuple[int, int], header: tuple[str, ...], cells: tuple[str, ...]) -> Block:
    """The block of one row."""
    return Block(BlockKind.ROW, *span, row_text(header, cells), header=header, cells=cells)


def table(
    span: tuple[int, int], header: tuple[str, ...], rows: tuple[Block, ...], caption: str = ""
) -> Block:
    """The block of a table; its label, which comes first, is what no row says: the caption, and the names of
    columns that are empty or hold pictures alone.
    """
    filled = {number for row in rows for number, cell in enumerate(row.cells) if cell}
    empty = "; ".join(name for number, name in enumerate(header) if name and number not in filled)
    label = "\n".join(filter(None, (caption, empty)))
    text = "\n".join(filter(None, (label, *(row.text for row in rows))))
    return Block(BlockKind.TABLE, *span, text, label=label, header=header, children=rows)


@dataclass(frozen=True, slots=True)
class Column:
    """What an HTML table's head says of a column."""

    name: str
    hidden: bool
    target: bool


def html_table(element: Tag, html: str, start: int, offset: int, title_of: TitleOf) -> Block:
    """The block of the `<table>` at html[start:], where `html` stands at `offset` of the page."""
    end = element_end(html, start, "table", len(html))
    end = len(html) if end < 0 else end
    lines = rows_of(element)
    head, body = parted(lines)
    columns = columns_of(head)
    spans = [(offset + first, offset + last) for first, last in _row_spans(html, start, end)]
    spans = spans[-len(body) :] if len(spans) >= len(body) else []
    span = (offset + start, offset + start + len(html[start:end].rstrip()))
    header = () if element.has_attr("data-header-hidden") else _header(columns)
    caption = _caption(element)
    if element.get("data-view") == "cards":
        return table(span, (), tuple(_cards(body, spans, columns, title_of)), caption)
    if len(spans) < len(body):
        texts = (row_text(header, _cells(line, columns)) for line in body)
        return Block(BlockKind.TABLE, *span, "\n".join(filter(None, (caption, *texts))), header=header)
    rows = (row(place, header, _cells(line, columns)) for line, place in zip(body, spans, strict=True))
    return table(span, header, tuple(rows), caption)


def _caption(element: Tag) -> str:
    caption = element.find("caption", recursive=False)
    return visible(caption, " ") if caption else ""


def rows_of(element: Tag) -> list[Tag]:
    """The rows of a `<table>`, those of tables inside it left out."""
    return [line for line in element.find_all("tr") if line.find_parent("table") is element]


def parted(lines: Sequence[Tag]) -> tuple[Tag | None, Sequence[Tag]]:
    """The head row, if there is one, and the others."""
    if not lines:
        return None, lines
    first = lines[0]
    in_head = first.parent is not None and first.parent.name == "thead"
    is_head = in_head or (
        not first.find("td", recursive=False) and first.find("th", recursive=False) is not None
    )
    return (first, lines[1:]) if is_head else (None, lines)


def columns_of(head: Tag | None) -> list[Column]:
    """What the head row says of the columns."""
    cells = head.find_all(["th", "td"], recursive=False) if head else []
    return [
        Column(visible(cell, " "), cell.has_attr("data-hidden"), cell.has_attr("data-card-target"))
        for cell in cells
    ]


def _header(columns: Sequence[Column]) -> tuple[str, ...]:
    names = tuple(column.name for column in columns if not column.hidden)
    return names if any(names) else ()


def _cells(line: Tag, columns: Sequence[Column]) -> tuple[str, ...]:
    cells = line.find_all(["td", "th"], recursive=False) or [line]
    hidden = {number for number, column in enumerate(columns) if column.hidden}
    return tuple(visible(cell, " ") for number, cell in enumerate(cells) if number not in hidden)


def _row_spans(html: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the rows of the outermost table stand, those of tables inside it left out."""
    depth = 0
    opened = -1
    for tag in re.finditer(r"<(/?)(table|tr)(?=[\s/>])[^>]*>", html[start:end], re.IGNORECASE):
        closing, name = bool(tag[1]), tag[2].lower()
        if name == "table":
            depth += -1 if closing else 1
        elif depth == 1 and not closing:
            if opened >= 0:
                yield start + opened, start + tag.start()
            opened = tag.start()
        elif depth == 1 and opened >= 0:
            yield start + opened, start + tag.end()
            opened = -1
    if opened >= 0:
        yield start + opened, end


def _cards(
    body: Sequence[Tag], spans: Sequence[tuple[int, int]], columns: Sequence[Column], title_of: TitleOf
) -> Iterator[Block]:
    for line, span in zip(body, spans, strict=False):
        target = card_target(line, columns)
        cells = tuple(filter(None, _cells(line, columns)))
        cells = cells or tuple(filter(None, [reference_text("", target, title_of)]))
        label = cells[0] if cells else ""
        yield Block(BlockKind.CARD, *span, "\n".join(cells), label=label, cells=cells, target=target)


def card_target(line: Tag, columns: Sequence[Column]) -> str:
    """Where a card leads, as written; "" for nowhere."""
    cells = line.find_all(["td", "th"], recursive=False)
    marked = [cell for cell, column in zip(cells, columns, strict=False) if column.target]
    links = (cell.find("a", href=True) for cell in marked or cells)
    return next((str(link["href"]) for link in links if link), "")
