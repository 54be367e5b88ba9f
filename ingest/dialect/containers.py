"""What the platform's tags make of the blocks between them."""

from collections.abc import Iterator, Sequence

from ingest.block import Block, BlockKind
from ingest.dialect.inline import tidy
from ingest.dialect.tags import Tag, readable, request_text
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


def container(tag: Tag, end: int, children: Sequence[Block], summary: Tag | None) -> Iterator[Block]:
    """The block that a pair of tags makes of what stands between them; unknown tags leave that as it is."""
    if tag.is_request:
        yield _request(tag, end, children)
    elif tag.name in REFERENCES:
        yield _reference(tag, end, _text(children))
    elif tag.name == "code":
        yield _code(tag, end, children)
    elif kind := KINDS.get(tag.name):
        yield _labelled(kind, tag, end, children, summary)
    else:
        yield from children


def single(tag: Tag) -> Iterator[Block]:
    """The block of a tag that stands alone: a reference, an operation, a diagram, or none."""
    if tag.closing:
        return
    if tag.name in REFERENCES and tag.get("url", "src"):
        yield _reference(tag, tag.end, "")
    elif tag.is_request and (text := request_text(tag)):
        yield Block(BlockKind.OPENAPI, tag.start, tag.end, text, label=text)
    elif "mermaid" in tag.name and (diagram := tag.get("content")):
        yield Block(BlockKind.CODE, tag.start, tag.end, diagram)
    elif tag.name == "summary" and (text := summary_text(tag)):
        yield Block(BlockKind.PARAGRAPH, tag.start, tag.end, text)


def summary_text(tag: Tag) -> str:
    """The text of a `<summary>`, on one line."""
    return visible(soup(tag.get("text")), " ")


def _labelled(kind: BlockKind, tag: Tag, end: int, children: Sequence[Block], summary: Tag | None) -> Block:
    label = tidy(summary_text(summary) if summary else tag.get("title", "date", "description"))
    children = [child for child in children if summary is None or child.start != summary.start]
    body = _text(children)
    if kind is BlockKind.STEP and not label:
        label = next((child.text for child in children[:1] if child.kind is BlockKind.HEADING), "")
        return Block(kind, tag.start, end, body, label=label, children=tuple(children))
    return Block(kind, tag.start, end, _lines(label, body), label=label, children=tuple(children))


def _code(tag: Tag, end: int, children: Sequence[Block]) -> Block:
    """One block for the tag and the fence in it, so that the title stays with its code."""
    title = tag.get("title")
    return Block(BlockKind.CODE, tag.start, end, _lines(title, _text(children)), label=title)


def _reference(tag: Tag, end: int, text: str) -> Block:
    target = tag.get("url", "src")
    text = text if text and not _is_address(text) else tag.get("caption") or readable(target) or text
    return Block(BlockKind.REFERENCE, tag.start, end, text, target=target)


def _is_address(text: str) -> bool:
    return " " not in text and ("/" in text or text.endswith(".md"))


def _request(tag: Tag, end: int, children: Sequence[Block]) -> Block:
    """An operation; the link to its specification, which is all that some of them hold, is no text."""
    label = request_text(tag)
    only_link = (
        label
        and tag.name.startswith("openapi")
        and len(children) == 1
        and children[0].kind in {BlockKind.PARAGRAPH}
    )
    kept = [] if only_link else list(children)
    return Block(
        BlockKind.OPENAPI, tag.start, end, _lines(label, _text(kept)), label=label, children=tuple(kept)
    )


def _text(blocks: Sequence[Block]) -> str:
    return _lines(*(block.text for block in blocks))


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
