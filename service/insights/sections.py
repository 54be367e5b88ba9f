"""A page as a list of sections, each with what a translation of it would have as well."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.block import Block, BlockKind
from ingest.dialect import parse
from ingest.page import Page

COUNTED = frozenset(
    {
        BlockKind.ITEM,
        BlockKind.ROW,
        BlockKind.CARD,
        BlockKind.CODE,
        BlockKind.FIGURE,
        BlockKind.HINT,
        BlockKind.TAB,
        BlockKind.STEP,
        BlockKind.DETAILS,
        BlockKind.OPENAPI,
    }
)
"""What a translator keeps as it is; paragraphs are cut otherwise now and then."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading ("" before the first) until the next one, of whatever level.

    `blocks` are how many list items, table rows, code blocks and the like it has.
    """

    heading: str
    level: int
    text: str
    blocks: Counter[BlockKind]


def sections(page: Page) -> list[Section]:
    """The page's sections in reading order; headings of the first level without text of their own are titles,
    and begin none.
    """
    return [each for each in _cut(parse(page.markdown)) if each.text or each.level > 1]


def _cut(blocks: Sequence[Block]) -> Iterator[Section]:
    heading, body = Block(BlockKind.HEADING, 0, 0, ""), list[Block]()
    for block in _flat(blocks):
        if block.kind is BlockKind.HEADING:
            yield _section(heading, body)
            heading, body = block, []
        else:
            body.append(block)
    yield _section(heading, body)


def _flat(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; of containers that hold headings, what is in them."""
    for block in blocks:
        if any(child.kind is BlockKind.HEADING for child in block.children):
            yield from _flat(block.children)
        else:
            yield block


def _section(heading: Block, body: Sequence[Block]) -> Section:
    kinds = (block.kind for block in _all(body))
    text = "\n".join(block.text for block in body if block.text)
    return Section(heading.text, heading.level, text, Counter(kind for kind in kinds if kind in COUNTED))


def _all(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)
