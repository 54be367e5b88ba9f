"""From markdown to blocks: the parser's tokens, with the platform's tags paired into containers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from ingest.block import Block, BlockKind
from ingest.dialect import containers, tables
from ingest.dialect.anchors import BRACED, Anchors
from ingest.dialect.elements import Elements
from ingest.dialect.inline import Environment, inline_text
from ingest.dialect.lines import Lines, Scope, normalised
from ingest.dialect.marks import after_marker, is_image, task_text
from ingest.dialect.naming import TitleOf, unknown
from ingest.dialect.rules import PARSER
from ingest.dialect.tags import Tag, pairs

Unit = Sequence[Token]
"""The tokens of one block, from its opening token to its closing one, or one token that stands alone."""


def parse(markdown: str, title_of: TitleOf = unknown) -> tuple[Block, ...]:
    """The blocks of a page's or a passage's markdown, in order; it never fails, whatever the text.

    Tags that were never closed, or that nobody knows, leave their text and their titles where they stand.
    Mentions of pages, and links that show an address, have the title that `title_of` knows as their text.
    """
    text = normalised(markdown)
    env: Environment = {}
    tokens = PARSER.parse(text, env)
    reader = _Reader(Lines.of(text), env, Anchors(), title_of)
    return tuple(reader.blocks(tokens, Scope(0, len(text))))


def plain(markdown: str, title_of: TitleOf = unknown) -> str:
    """What a reader sees of the markdown: the text of its blocks, one a line."""
    return "\n".join(block.text for block in parse(markdown, title_of) if block.text)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes blocks from the tokens of one text."""

    lines: Lines
    env: Environment
    anchors: Anchors
    title_of: TitleOf

    def blocks(self, tokens: Sequence[Token], scope: Scope) -> list[Block]:
        units = list(units_of(tokens))
        tags = [unit[0].meta["tag"] if unit[0].type == "tag" else None for unit in units]
        partners = pairs(tags)
        return list(self._siblings(units, partners, range(len(units)), scope))

    def _siblings(
        self, units: Sequence[Unit], partners: dict[int, int], places: range, scope: Scope
    ) -> Iterator[Block]:
        place = places.start
        while place < places.stop:
            first = units[place][0]
            if first.type != "tag":
                yield from self._unit(units[place], scope)
            elif place in partners:
                behind = partners[place]
                last = units[behind][0].meta["tag"]
                inside = scope.within(first.meta["end"], last.start)
                children = list(self._siblings(units, partners, range(place + 1, behind), inside))
                summary = (
                    summary_of(units[place + 1 : behind]) if first.meta["tag"].name == "details" else None
                )
                pair = containers.Pair(first.meta["tag"], last.end, summary, self.title_of)
                yield from pair.blocks(children)
                place = behind
            else:
                yield from containers.single(first.meta["tag"], self.title_of)
            place += 1

    def _unit(self, unit: Unit, scope: Scope) -> Iterator[Block]:
        first = unit[0]
        match first.type:
            case "heading_open":
                yield self._heading(unit, scope)
            case "paragraph_open":
                yield self._paragraph(unit[1].content, self._span(first, scope))
            case "bullet_list_open" | "ordered_list_open":
                yield self._list(unit, scope)
            case "blockquote_open":
                yield self._quote(unit, scope)
            case "table_open":
                yield self._table(unit, scope)
            case "footnote_reference_open":
                yield from self._footnote(unit, scope)
            case _:
                yield from self._leaf(first, scope)

    def _leaf(self, token: Token, scope: Scope) -> Iterator[Block]:
        match token.type:
            case "fence":
                yield Block(BlockKind.CODE, *self._span(token, scope), token.content.strip("\n"))
            case "math":
                yield Block(BlockKind.MATH, token.meta["start"], token.meta["end"], token.content)
            case "piece":
                span = self.lines.trimmed(token.meta["start"], token.meta["end"], scope)
                yield self._paragraph(token.content.strip(), span)
            case "html_block":
                start, end = self.lines.trimmed(token.meta["start"], token.meta["end"], scope)
                yield from Elements.of(
                    self.lines.text[start:end], start, self.anchors, self.title_of
                ).blocks()

    def _span(self, token: Token, scope: Scope) -> tuple[int, int]:
        first, behind = token.map or (0, 0)
        return self.lines.span(first, behind, scope)

    def _inline(self, markdown: str) -> str:
        return inline_text(markdown, self.env, self.title_of)

    def _heading(self, unit: Unit, scope: Scope) -> Block:
        markdown = unit[1].content
        text = " ".join(self._inline(BRACED.sub("", markdown)).split())
        anchor = self.anchors.anchor(markdown, text)
        span = self._span(unit[0], scope)
        return Block(BlockKind.HEADING, *span, text, level=int(unit[0].tag[1]), anchor=anchor)

    def _paragraph(self, markdown: str, span: tuple[int, int]) -> Block:
        kind = BlockKind.FIGURE if is_image(markdown) else BlockKind.PARAGRAPH
        return Block(kind, *span, self._inline(markdown))

    def _list(self, unit: Unit, scope: Scope) -> Block:
        start, end = self._span(unit[0], scope)
        items = tuple(self._item(item, scope.within(start, end)) for item in units_of(unit[1:-1]))
        ordered = unit[0].type == "ordered_list_open"
        return Block(BlockKind.LIST, start, end, _joined(items), ordered=ordered, children=items)

    def _item(self, unit: Unit, scope: Scope) -> Block:
        start, end = self._span(unit[0], scope)
        inside = scope.within(after_marker(self.lines.text, start, end), end)
        children = tuple(self.blocks(unit[1:-1], inside))
        return Block(BlockKind.ITEM, start, end, task_text(_joined(children)), children=children)

    def _quote(self, unit: Unit, scope: Scope) -> Block:
        start, end = self._span(unit[0], scope)
        children = tuple(self.blocks(unit[1:-1], Scope(start, end, quoted=True)))
        return Block(BlockKind.QUOTE, start, end, _joined(children), children=children)

    def _footnote(self, unit: Unit, scope: Scope) -> Iterator[Block]:
        start, end = self._span(unit[0], scope)
        mark = self.lines.text.find("]:", start, end)
        yield from self.blocks(unit[1:-1], scope.within(start if mark < 0 else mark + 2, end))

    def _table(self, unit: Unit, scope: Scope) -> Block:
        lines = list(units_of([token for token in unit if not _is_part(token)]))
        span = self._span(unit[0], scope)
        names = self._cells(lines[0])
        header = names if any(names) else ()
        inside = scope.within(*span)
        rows = (tables.row(self._span(line[0], inside), header, self._cells(line)) for line in lines[1:])
        return tables.table(span, header, tuple(rows))

    def _cells(self, line: Unit) -> tuple[str, ...]:
        texts = (self._inline(token.content) for token in line if token.type == "inline")
        return tuple(" ".join(text.split()) for text in texts)


def units_of(tokens: Sequence[Token]) -> Iterator[Unit]:
    """The blocks that stand side by side, as their tokens."""
    start = depth = 0
    for place, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : place + 1]
            start = place + 1


def _is_part(token: Token) -> bool:
    return token.tag in {"table", "thead", "tbody"}


def summary_of(units: Sequence[Unit]) -> Tag | None:
    """The summary of a details element: the first tag in it, if it is one."""
    tags = (unit[0].meta["tag"] for unit in units if unit[0].type == "tag")
    first: Tag | None = next(tags, None)
    return first if first and first.name == "summary" else None


def _joined(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks if block.text)
