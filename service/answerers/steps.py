"""All the steps of what is asked for, in order, from the passages that hold them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby, takewhile

from index.hit import Hit
from ingest.block import Block, BlockKind
from ingest.dialect import parse
from ingest.page import Page
from service.answerers.candidates import numbered
from service.answerers.reading import Choice, Reading, lead, quotation
from service.quotation import Quotation

ORDERED_MARGIN, LIST_MARGIN = 0.25, 0.08
"""How much worse than the best sentence a numbered list, or another, may be that is quoted instead of it."""

LONGEST_WITH_CODE = 60
"""Words that lead from a sentence to the code below it, the code included, at most."""

_ITEM = re.compile(r"^\s*(?:[*+-]|\d+[.)])\s+(.*)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\([^)]*\)\W*")


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit whose passage stands at `start` on its page, up to `end`."""

    hit: Hit
    start: int
    end: int

    def holds(self, place: int) -> bool:
        """Whether the place on the page is in the passage."""
        return self.start <= place < self.end


def steps(reading: Reading) -> list[Quotation]:
    """The steps, or [] where none are nearly as near as the best sentence; a quotation a passage."""
    best = reading.best()
    whole = (choice for choice in reading.choices if choice.candidate.whole)
    listed = [choice for choice in whole if not _only_points(choice)]
    near = [choice for choice in listed if choice.score >= best.score - _margin(choice)]
    if not near:
        return []
    chosen = max(near, key=lambda choice: choice.score + _margin(choice))
    shown = _across_passages(reading, chosen) or [(chosen.hit, chosen.candidate.whole)]
    heading = lead(chosen.hit.passage, shown[0][1])
    return [Quotation(text, hit, chosen.score, "" if at else heading) for at, (hit, text) in enumerate(shown)]


def told(reading: Reading, longest: int) -> Quotation:
    """The best sentence up to so many words, or on to the code below it: how something is done in prose."""
    best = reading.best()
    behind = reading.choices[reading.choices.index(best) + 1 :]
    beside = takewhile(lambda choice: choice.hit is best.hit, behind)
    code = next((choice for choice in beside if choice.candidate.kind is BlockKind.CODE), None)
    if code is not None and best.candidate.run:
        shown = best.hit.passage.markdown[best.candidate.start : code.candidate.end]
        if len(shown.split()) <= LONGEST_WITH_CODE:
            return quotation(best, shown)
    return reading.quoted(best, longest)


def _only_points(choice: Choice) -> bool:
    """Whether half of a list's items are links and nothing else: it tells what to read, not what to do."""
    items = _ITEM.findall(choice.candidate.whole)
    return 2 * sum(bool(_LINK.fullmatch(item.strip())) for item in items) >= max(1, len(items))


def _margin(choice: Choice) -> float:
    return ORDERED_MARGIN if choice.candidate.ordered else LIST_MARGIN


def _across_passages(reading: Reading, chosen: Choice) -> list[tuple[Hit, str]]:
    """Each passage with its part of the chosen steps, where their page has more of them than one passage."""
    page = reading.generation.page(chosen.hit.passage.page_url)
    placed = _placed(page, chosen.hit) if page and chosen.candidate.ordered else None
    if page is None or placed is None:
        return []
    run = _run_at(parse(page.markdown), placed.start + chosen.candidate.start)
    if not run or (placed.holds(run[0].start) and run[-1].end <= placed.end):
        return []
    return list(_told(run, _around(reading, page, placed, run), page.markdown))


def _run_at(blocks: Sequence[Block], place: int) -> tuple[Block, ...]:
    """The steps, or the items of a numbered list, one of which is at this place; the innermost ones."""
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        siblings = tuple(group)
        for block in siblings:
            if block.start <= place < block.end:
                items = block.children if kind is BlockKind.LIST and block.ordered else ()
                return _run_at(block.children, place) or items or (siblings if kind is BlockKind.STEP else ())
    return ()


def _around(reading: Reading, page: Page, placed: Placed, run: Sequence[Block]) -> list[Placed]:
    """The passages that hold the run, in their order."""

    def reaches(other: Placed) -> bool:
        return other.start < run[-1].end and other.end > run[0].start

    before = list(takewhile(reaches, _walk(reading, page, placed.hit, -1)))
    return [*reversed(before), placed, *takewhile(reaches, _walk(reading, page, placed.hit, 1))]


def _walk(reading: Reading, page: Page, hit: Hit, way: int) -> Iterator[Placed]:
    """The page's passages next to the hit's, one way or the other, as hits of the same worth."""
    total = sum(reading.generation.info.passages.values())
    for number in count(hit.number + way, way):
        passages = reading.generation.passages([number]) if 0 <= number < total else []
        placed = _placed(page, replace(hit, number=number, passage=passages[0])) if passages else None
        if placed is None:
            return
        yield placed


def _placed(page: Page, hit: Hit) -> Placed | None:
    passage = hit.passage
    start = page.markdown.find(passage.markdown) if passage.page_url == page.url else -1
    return Placed(hit, start, start + len(passage.markdown)) if start >= 0 else None


def _told(run: Sequence[Block], passages: Sequence[Placed], source: str) -> Iterator[tuple[Hit, str]]:
    """Each passage with the steps that begin in it, numbered through, as far as it has them."""
    number = 1
    for placed in passages:
        begun = [_within(step, placed.end) for step in run if placed.holds(step.start)]
        if begun:
            yield placed.hit, numbered(begun, source, number)
            number += len(begun)


def _within(step: Block, end: int) -> Block:
    """The step without what stands behind this place on the page."""
    return replace(step, children=tuple(child for child in step.children if child.end <= end))
