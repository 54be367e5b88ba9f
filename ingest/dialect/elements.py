"""Blocks that an author wrote as HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import Comment, PageElement

from ingest.block import Block, BlockKind
from ingest.dialect.anchors import Anchors
from ingest.dialect.inline import tidy
from ingest.dialect.lines import element_end
from ingest.dialect.naming import TitleOf
from ingest.dialect.tables import html_table
from ingest.dialect.visible import soup, visible

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "dl"})
BLOCKS = HEADINGS | LISTS | frozenset({"p", "table", "pre", "figure", "picture", "blockquote"})
TRANSPARENT = frozenset(
    {"div", "center", "section", "article", "main", "header", "footer", "aside", "nav", "details"}
)
DEPTH_MAX = 20


@dataclass(frozen=True, slots=True)
class _Piece:
    """Nodes that make one block: a block element, or a run of text and inline elements."""

    nodes: tuple[PageElement, ...]
    start: int
    end: int

    @property
    def element(self) -> Tag | None:
        first = self.nodes[0]
        return first if isinstance(first, Tag) and first.name in BLOCKS else None


@dataclass(frozen=True, slots=True)
class Elements:
    """Reads one piece of HTML, which stands at `offset` of the page."""

    html: str
    offset: int
    anchors: Anchors
    title_of: TitleOf
    starts: tuple[int, ...]

    @classmethod
    def of(cls, html: str, offset: int, anchors: Anchors, title_of: TitleOf) -> "Elements":
        """The reader of this HTML."""
        starts, place = [0], html.find("\n")
        while place >= 0:
            starts.append(place + 1)
            place = html.find("\n", place + 1)
        return cls(html, offset, anchors, title_of, tuple(starts))

    def blocks(self) -> list[Block]:
        """Its blocks in reading order; inline HTML and bare text make paragraphs."""
        pieces = self._pieces(list(soup(self.html, self.title_of).contents), 0, len(self.html), 0)
        return [self._block(piece) for piece in pieces]

    def _pieces(self, nodes: Sequence[PageElement], start: int, end: int, depth: int) -> Iterator[_Piece]:
        run: list[PageElement] = []
        place = start
        for node in nodes:
            if not isinstance(node, Tag) or node.name not in BLOCKS | TRANSPARENT:
                run.append(node)
                continue
            opened = max(place, self._start(node))
            closed = self._end(node, opened, end)
            if any(_is_seen(each) for each in run):
                yield _Piece(tuple(run), place, opened)
            run, place = [], closed
            if node.name in BLOCKS or depth >= DEPTH_MAX:
                yield _Piece((node,), opened, closed)
            else:
                yield from self._pieces(list(node.contents), opened, closed, depth + 1)
        if any(_is_seen(each) for each in run):
            yield _Piece(tuple(run), place, end)

    def _start(self, element: Tag) -> int:
        if element.sourceline is None or element.sourcepos is None:
            return 0
        return self.starts[min(element.sourceline - 1, len(self.starts) - 1)] + element.sourcepos

    def _end(self, element: Tag, start: int, limit: int) -> int:
        end = element_end(self.html, start, element.name, limit)
        if end >= 0:
            return end
        following = element.find_next_sibling(list(BLOCKS | TRANSPARENT))
        return max(start, min(self._start(following), limit)) if following else limit

    def _span(self, piece: _Piece) -> tuple[int, int]:
        text = self.html[piece.start : piece.end]
        start = piece.start + len(text) - len(text.lstrip())
        return self.offset + start, self.offset + max(start, piece.start + len(text.rstrip()))

    def _block(self, piece: _Piece) -> Block:
        span, element = self._span(piece), piece.element
        if element is None:
            return _paragraph(piece.nodes, span)
        if element.name in HEADINGS:
            return self._heading(element, span)
        if element.name in LISTS:
            return self._list(element, piece, span)
        match element.name:
            case "table":
                return html_table(element, self.html, piece.start, self.offset, self.title_of)
            case "pre":
                return Block(BlockKind.CODE, *span, element.get_text().strip("\n"))
            case "blockquote":
                return Block(
                    BlockKind.QUOTE, *span, visible(element), children=(_paragraph((element,), span),)
                )
            case "figure" | "picture":
                return Block(BlockKind.FIGURE, *span, _figure_text(element))
        return _paragraph((element,), span)

    def _heading(self, element: Tag, span: tuple[int, int]) -> Block:
        text = visible(element, " ")
        if not text:
            return Block(BlockKind.FIGURE, *span, "")
        own = str(element.get("id") or "")
        anchor = own or self.anchors.anchor(str(element), text)
        return Block(BlockKind.HEADING, *span, text, level=int(element.name[1]), anchor=anchor)

    def _list(self, element: Tag, piece: _Piece, span: tuple[int, int]) -> Block:
        entries = element.find_all(["li", "dt", "dd"], recursive=False)
        starts = [max(piece.start, self._start(entry)) for entry in entries]
        children = []
        for entry, start, limit in zip(entries, starts, [*starts[1:], piece.end], strict=True):
            end = self._end(entry, start, max(start, limit))
            place = self._span(_Piece((entry,), start, end))
            children.append(Block(BlockKind.ITEM, *place, visible(entry)))
        return Block(
            BlockKind.LIST, *span, visible(element), ordered=element.name == "ol", children=tuple(children)
        )


def _is_seen(node: PageElement) -> bool:
    return isinstance(node, Tag) or (not isinstance(node, Comment) and bool(str(node).strip()))


def _paragraph(nodes: Sequence[PageElement], span: tuple[int, int]) -> Block:
    text = tidy("".join(_node_text(node) for node in nodes))
    return Block(BlockKind.PARAGRAPH if text else BlockKind.FIGURE, *span, text)


def _node_text(node: PageElement) -> str:
    if isinstance(node, Tag):
        return (
            str(node.get("alt") or "") if node.name == "img" else "\n" if node.name == "br" else visible(node)
        )
    return "" if isinstance(node, Comment) else str(node)


def _figure_text(element: Tag) -> str:
    captions = [visible(caption, " ") for caption in element.find_all("figcaption")]
    alternatives = [str(image.get("alt") or "").strip() for image in element.find_all("img")]
    return "\n".join(dict.fromkeys(tidy(text) for text in (*alternatives, *captions) if text))
