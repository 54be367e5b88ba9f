"""What may be quoted: the sentences, list items, table rows, steps and code blocks of a passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from textwrap import indent

from ingest.block import Block, BlockKind
from ingest.dialect import parse, plain
from ingest.passage import Passage
from ingest.pieces import LEAD_MAX, STOPS
from ingest.sentences import spans

LONGEST_ITEM = 60
"""A list item of more words is quoted by the sentence."""

STEP_INDENT = "   "

CONTAINERS = frozenset(
    {BlockKind.HINT, BlockKind.TAB, BlockKind.STEP, BlockKind.DETAILS, BlockKind.UPDATE, BlockKind.QUOTE}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of a passage that may answer.

    `shown` is what an answer prints of them, `text` the same without mark-up. `whole` is how the list, the
    steps or what a colon leads to is printed that they belong to, "" where they belong to none; `leads` says
    that they are the sentence before the colon, `ordered` that the list is numbered. `kind` is that of the
    block: a paragraph for its sentences, an item, a row, a step or code. `start` and `end` are their place in
    the passage, and `run` that of the paragraph, list or table whose neighbouring parts may be quoted with
    them; () where none may.
    """

    shown: str
    text: str
    whole: str = ""
    leads: bool = False
    ordered: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH
    start: int = 0
    end: int = 0
    run: tuple[int, ...] = ()


def candidates(passage: Passage) -> list[Candidate]:
    """Everything in the passage that may be quoted, in reading order."""
    return list(_of_blocks(parse(passage.markdown), passage.markdown))


def _of_blocks(blocks: Sequence[Block], source: str) -> Iterator[Candidate]:
    for is_step, group in groupby(blocks, key=lambda block: block.kind is BlockKind.STEP):
        run = list(group)
        if is_step:
            yield from _steps(run, source)
        else:
            yield from _run(run, source)


def _run(blocks: Sequence[Block], source: str) -> Iterator[Candidate]:
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else None
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.kind is BlockKind.LIST:
            yield from _list(block, source, _introduction(before, block, source))
        elif block.kind is BlockKind.PARAGRAPH:
            yield from _sentences(block, source, _led_to(block, after, source))
        elif block.kind is BlockKind.TABLE:
            yield from _rows(block)
        elif block.kind is BlockKind.CODE:
            code = source[block.start : block.end]
            yield Candidate(code, block.text, kind=BlockKind.CODE, start=block.start, end=block.end)
        elif block.kind in CONTAINERS:
            yield from _of_blocks(block.children, source)


def _rows(table: Block) -> Iterator[Candidate]:
    for row in table.children:
        yield Candidate(
            row.text, row.text, kind=BlockKind.ROW, start=row.start, end=row.end, run=(table.start, table.end)
        )


def _leads(block: Block | None, after: Block) -> bool:
    """Whether a paragraph ends in a colon, or is a title in all but name to a list or table."""
    if block is None or block.kind is not BlockKind.PARAGRAPH:
        return False
    text = block.text.rstrip()
    is_title = len(text) <= LEAD_MAX and not text.endswith(STOPS)
    return text.endswith(":") or (is_title and after.kind in {BlockKind.LIST, BlockKind.TABLE})


def _introduction(before: Block | None, block: Block, source: str) -> str:
    """The paragraph that leads into a block."""
    return f"{source[before.start : before.end].strip()}\n\n" if before and _leads(before, block) else ""


def _led_to(block: Block, after: Block | None, source: str) -> str:
    """A paragraph with what it leads to."""
    if after is None or not _leads(block, after):
        return ""
    if after.kind is BlockKind.TABLE:
        led = "\n".join(f"* {row.text}" for row in after.children)
    else:
        led = source[after.start : after.end].strip()
    return f"{_introduction(block, after, source)}{led}"


def _list(block: Block, source: str, introduction: str) -> Iterator[Candidate]:
    whole = introduction + source[block.start : block.end].strip()
    for item in block.children:
        for candidate in _item(item, source, whole, (block.start, block.end)):
            yield replace(candidate, ordered=block.ordered or candidate.ordered)


def _item(item: Block, source: str, whole: str, run: tuple[int, int]) -> Iterator[Candidate]:
    nested = any(child.kind is BlockKind.LIST for child in item.children)
    if len(item.text.split()) <= LONGEST_ITEM and not nested:
        markdown = source[item.start : item.end]
        yield Candidate(
            without_marker(markdown),
            item.text,
            whole,
            kind=BlockKind.ITEM,
            start=item.start,
            end=item.start + len(markdown.rstrip()),
            run=run,
        )
        return
    for child in item.children:
        if child.kind is BlockKind.LIST:
            yield from (replace(each, whole=whole) for each in _list(child, source, ""))
        else:
            yield from (replace(each, whole=each.whole or whole) for each in _run([child], source))


def without_marker(markdown: str) -> str:
    """A list item's words."""
    marker, _, rest = markdown.strip().partition(" ")
    return rest.strip() if marker in {"*", "-", "+"} or marker.rstrip(".)").isdigit() else markdown.strip()


def _steps(blocks: Sequence[Block], source: str) -> Iterator[Candidate]:
    whole = numbered(blocks, source)
    for block in blocks:
        for candidate in _of_blocks(block.children, source):
            yield replace(candidate, whole=candidate.whole or whole, ordered=True)


def numbered(steps: Sequence[Block], source: str, first: int = 1) -> str:
    """Steps as a numbered list, from this number on."""
    return "\n".join(f"{number}. {_step(block, source)}" for number, block in enumerate(steps, start=first))


def step_title(step: Block) -> str:
    """What a step is called: by its mark-up, or by its first heading; "" for one without."""
    headings = (child.text for child in step.children if child.kind is BlockKind.HEADING)
    return step.label or next(headings, "")


def _step(block: Block, source: str) -> str:
    """Title and paragraphs in one line, what else it holds in lines of its own below."""
    title = step_title(block)
    line = [f"**{title}**"] if title else []
    below: list[str] = []
    for child in block.children:
        text = source[child.start : child.end].strip()
        if child.kind is BlockKind.PARAGRAPH and not below:
            line.append(" ".join(text.split()))
        elif child.kind not in {BlockKind.HEADING, BlockKind.FIGURE}:
            below.append(text)
    return "\n".join([" ".join(line), *(indent(text, STEP_INDENT) for text in below)])


def _sentences(block: Block, source: str, led_to: str) -> Iterator[Candidate]:
    text = source[block.start : block.end]
    found = spans(text)
    for start, end in found:
        leads = bool(led_to) and (start, end) == found[-1]
        yield Candidate(
            shown=text[start:end],
            text=plain(text[start:end]),
            whole=led_to if leads else "",
            leads=leads,
            start=block.start + start,
            end=block.start + end,
            run=(block.start, block.end),
        )
