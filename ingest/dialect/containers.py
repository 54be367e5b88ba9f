"""What the platform's tags make of the blocks between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.block import Block, BlockKind
from ingest.dialect.inline import tidy
from ingest.dialect.naming import TitleOf, reference_text
from ingest.dialect.tags import Tag, request_text
from ingest.dialect.visible import soup, visible

KINDS = {
    "hint": BlockKind.HINT,
    "prompt": BlockKind.HINT,
    "tab": BlockKind.TAB,
    "step": BlockKind.STEP,
    "details": BlockKind.DETAILS,
    "update": BlockKind.UPDATE,
}
REFERENCES = frozenset({"embed", "content-ref", "file"})


@dataclass(frozen=True, slots=True)
class Pair:
    """An opening tag whose partner ends at `end`, with the summary that stands between them, if any."""

    tag: Tag
    end: int
    summary: Tag | None
    title_of: TitleOf

    def blocks(self, children: Sequence[Block]) -> Iterator[Block]:
        """The block that the pair makes of what stands between; unknown tags leave that as it is."""
        if self.tag.is_request:
            yield self._request(children)
        elif self.tag.name in REFERENCES:
            yield _reference(self.tag, self.end, _text(children), self.title_of)
        elif self.tag.name == "code":
            yield self._code(children)
        elif kind := KINDS.get(self.tag.name):
            yield self._labelled(kind, children)
        else:
            yield from _titled(self.tag)
            yield from children

    def _labelled(self, kind: BlockKind, children: Sequence[Block]) -> Block:
        summary = self.summary
        label = tidy(summary_text(summary, self.title_of) if summary else self.tag.label)
        children = [child for child in children if summary is None or child.start != summary.start]
        body = _text(children)
        if kind is BlockKind.STEP and not label:
            label = next((child.text for child in children[:1] if child.kind is BlockKind.HEADING), "")
            return Block(kind, self.tag.start, self.end, body, label=label, children=tuple(children))
        return Block(
            kind, self.tag.start, self.end, _lines(label, body), label=label, children=tuple(children)
        )

    def _code(self, children: Sequence[Block]) -> Block:
        """One block for the tag and the fence in it, so that the title stays with its code."""
        title = self.tag.label
        return Block(BlockKind.CODE, self.tag.start, self.end, _lines(title, _text(children)), label=title)

    def _request(self, children: Sequence[Block]) -> Block:
        """An operation; the link to its specification, which is all that some of them hold, is no text."""
        label = request_text(self.tag)
        only_link = (
            label
            and self.tag.name.startswith(("openapi", "swagger"))
            and len(children) == 1
            and children[0].kind is BlockKind.PARAGRAPH
            and self.tag.get("src", "spec")
        )
        kept = () if only_link else tuple(children)
        text = _lines(label, _text(kept))
        return Block(BlockKind.OPENAPI, self.tag.start, self.end, text, label=label, children=kept)


def single(tag: Tag, title_of: TitleOf) -> Iterator[Block]:
    """The block of a tag that stands alone: a reference, an operation, a diagram, its title, or none."""
    if tag.closing:
        return
    if tag.name in REFERENCES and tag.get("url", "src"):
        yield _reference(tag, tag.end, "", title_of)
    elif tag.is_request and (text := request_text(tag)):
        yield Block(BlockKind.OPENAPI, tag.start, tag.end, text, label=text)
    elif "mermaid" in tag.name and (diagram := tag.get("content")):
        yield Block(BlockKind.CODE, tag.start, tag.end, diagram)
    elif tag.name == "summary" and (text := summary_text(tag, title_of)):
        yield Block(BlockKind.PARAGRAPH, tag.start, tag.end, text)
    else:
        yield from _titled(tag)


def summary_text(tag: Tag, title_of: TitleOf) -> str:
    """The text of a `<summary>`, on one line."""
    return visible(soup(tag.get("text"), title_of), " ")


def _titled(tag: Tag) -> Iterator[Block]:
    """The title of a tag that was never closed or that nobody knows: a reader is not to miss it."""
    if text := tidy(tag.label):
        yield Block(BlockKind.PARAGRAPH, tag.start, tag.end, text)


def _reference(tag: Tag, end: int, text: str, title_of: TitleOf) -> Block:
    target = tag.get("url", "src")
    text = reference_text(text or tag.get("caption"), target, title_of)
    return Block(BlockKind.REFERENCE, tag.start, end, text, target=target)


def _text(blocks: Sequence[Block]) -> str:
    return _lines(*(block.text for block in blocks))


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
