"""The block: one structural piece of a page's markdown, with the place where it stands."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is to its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    CARD = "card"
    CODE = "code"
    MATH = "math"
    QUOTE = "quote"
    FIGURE = "figure"
    HINT = "hint"
    TAB = "tab"
    STEP = "step"
    DETAILS = "details"
    UPDATE = "update"
    REFERENCE = "reference"
    OPENAPI = "openapi"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of markdown: `markdown[start:end]` of the text that was parsed.

    `text` is what a reader sees of it, plain, children included. `label` is the title that the mark-up
    gives it (a tab's, step's, code block's title; a details' summary; an update's date and title; a table's
    caption and the names of its empty columns). `level` and `anchor` belong to headings, `ordered` to
    lists, `header` (column names) to tables and their rows, `cells` to rows. `children` are the items of a
    list, the rows of a table (cards, where it shows cards), and the blocks inside a container, in reading
    order. `target` is the address that a card or a reference leads to, as written.
    """

    kind: BlockKind
    start: int
    end: int
    text: str
    label: str = ""
    level: int = 0
    anchor: str = ""
    ordered: bool = False
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    children: tuple["Block", ...] = ()
    target: str = ""
