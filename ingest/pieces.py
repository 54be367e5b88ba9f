"""The smallest parts that a passage is filled up with: blocks, or what an over-long block can be cut into."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.block import Block, BlockKind
from ingest.sentences import spans

Reader = Callable[[str], str]
"""What a reader of the page sees of a part of its markdown: plain text."""

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that put no spaces between words (and Hangul, whose words are long)."""

CHARACTERS_A_WORD = 8
"""Code and addresses have few spaces; an embedder reads some 8 characters of them as a word's worth."""


LEAD_MAX = 80
"""Characters: a shorter paragraph without a stop is a title in all but name (`**Agents**`)."""

STOPS = (".", "!", "?", "…", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Piece:
    """`markdown[start:end]` of the page, its plain text and length, and the kinds of blocks in it.

    One that `leads` (a heading, a paragraph that ends in a colon or is a title in all but name) goes with
    what follows it.
    """

    start: int
    end: int
    text: str
    words: int
    kinds: frozenset[BlockKind]
    leads: bool = False

    @classmethod
    def of(cls, block: Block) -> "Piece":
        """A whole block."""
        return cls(
            block.start, block.end, block.text, size(block.text), frozenset(_kinds(block)), _leads(block)
        )


def _leads(block: Block) -> bool:
    if block.kind is BlockKind.PARAGRAPH:
        short = len(block.text) <= LEAD_MAX and not block.text.endswith(STOPS)
        return short or block.text.endswith((":", "："))
    return block.kind is BlockKind.HEADING


def size(text: str) -> int:
    """The length of a plain text in words, fair to code and to scripts without spaces."""
    words = max(len(text.split()), len(text) // CHARACTERS_A_WORD)
    return words if text.isascii() else max(words, len(UNSPACED.findall(text)) // 2)


def pieces(block: Block, markdown: str, most: int, read: Reader) -> list[Piece]:
    """The block whole, or, where it is over `most` words, its parts.

    Lists are cut between items, tables between rows, quotes between blocks, paragraphs between sentences,
    titled containers between their blocks. Code, hints, list items, table rows and sentences stay whole.
    """
    if size(block.text) <= most:
        return [Piece.of(block)]
    match block.kind:
        case BlockKind.LIST | BlockKind.TABLE:
            return _outer(block, [Piece.of(child) for child in block.children])
        case BlockKind.PARAGRAPH:
            return list(_sentences(block, markdown, read))
        case BlockKind.QUOTE:
            return _outer(
                block, [piece for child in block.children for piece in pieces(child, markdown, most, read)]
            )
    return [Piece.of(block)]


def _outer(block: Block, parts: Sequence[Piece]) -> list[Piece]:
    """The parts, which together cover the block: a table's head and label go with its first row."""
    if not parts:
        return [Piece.of(block)]
    kinds = [replace(part, kinds=part.kinds | {block.kind}) for part in parts]
    first = "\n".join(filter(None, (block.label, kinds[0].text)))
    kinds[0] = replace(kinds[0], start=block.start, text=first, words=size(first))
    kinds[-1] = replace(kinds[-1], end=block.end)
    return kinds


def _sentences(block: Block, markdown: str, read: Reader) -> Iterator[Piece]:
    source = markdown[block.start : block.end]
    for start, end in spans(source):
        text = read(source[start:end])
        yield Piece(block.start + start, block.start + end, text, size(text), frozenset({block.kind}))


def _kinds(block: Block) -> Iterator[BlockKind]:
    yield block.kind
    for child in block.children:
        yield from _kinds(child)
