"""Sets the rows of an HTML table out as a table of markdown."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag

from ingest.webpage.document import attribute, inside, nearest

SPAN_MAX = 20
"""Columns or rows that one cell may take: real tables stay far below."""

REPEATED_MAX = 200
"""Characters: a longer cell that spans rows is not repeated in them."""

WIDTH_MAX = 100
"""Columns: what stands behind them shares the last one."""

Row = list[str]


def own_rows(table: Tag) -> list[Tag]:
    """The table's rows, those of tables inside it left out, the head first."""
    rows = [row for row in inside(table, "tr") if nearest(row, "table") is table]
    return sorted(rows, key=lambda row: row.parent is None or row.parent.name != "thead")


def own_cells(row: Tag) -> list[Tag]:
    """The row's cells."""
    return [cell for cell in inside(row, "td", "th") if nearest(cell, "tr") is row]


def is_layout(table: Tag) -> bool:
    """Whether it is a table for looks only: said to be one, or of one cell."""
    if attribute(table, "role") in {"presentation", "none"}:
        return True
    cells = [cell for row in own_rows(table)[:2] for cell in own_cells(row)]
    return len(cells) < 2


def pipe_table(table: Tag, texts: Mapping[int, str]) -> str:
    """The table in markdown; `texts` has the markdown of its cells by identity, each on one line.

    A cell that spans rows is repeated in each of them, a head cell that spans columns in each of these, so
    that every row can be read alone.
    """
    rows = own_rows(table)
    grid = _grid(rows, texts)
    width = min(max(map(len, grid), default=0), WIDTH_MAX)
    if not width:
        return ""
    if not _is_head(rows[0]):
        grid.insert(0, [])
    lines = [_line(row, width) for row in grid]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _is_head(row: Tag) -> bool:
    in_head = row.parent is not None and row.parent.name == "thead"
    return in_head or all(cell.name == "th" for cell in own_cells(row))


def _grid(rows: Sequence[Tag], texts: Mapping[int, str]) -> list[Row]:
    grid: list[Row] = []
    reaching: dict[int, tuple[str, int]] = {}
    for row in rows:
        line: Row = []
        for cell in own_cells(row):
            line.extend(_reached(reaching, len(line)))
            text = texts.get(id(cell), "")
            down = _span(cell, "rowspan") - 1
            for number in range(_span(cell, "colspan")):
                shown = text if number == 0 or cell.name == "th" else ""
                if down:
                    reaching[len(line)] = (shown if len(shown) <= REPEATED_MAX else "", down)
                line.append(shown)
        line.extend(_reached(reaching, len(line)))
        grid.append(line)
    return grid


def _reached(reaching: dict[int, tuple[str, int]], column: int) -> Iterator[str]:
    """What cells of earlier rows put here; counts them down."""
    while column in reaching:
        text, left = reaching.pop(column)
        if left > 1:
            reaching[column] = (text, left - 1)
        yield text
        column += 1


def _span(cell: Tag, name: str) -> int:
    number = attribute(cell, name)
    return max(1, min(int(number), SPAN_MAX)) if re.fullmatch(r"[0-9]{1,5}", number) else 1


def _line(row: Row, width: int) -> str:
    cells = [*row, *[""] * (width - len(row))]
    return "| " + " | ".join([*cells[: width - 1], " ".join(cells[width - 1 :])]) + " |"


def dissolve_layout(root: Tag) -> None:
    """Makes tables that are there for looks only plain blocks."""
    for table in inside(root, "table"):
        if is_layout(table):
            for row in own_rows(table):
                for cell in own_cells(row):
                    cell.name = "div"
                row.name = "div"
            table.name = "div"
