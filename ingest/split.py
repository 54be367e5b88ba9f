"""Cuts a page into passages: at headings, then between blocks, never inside what a reader takes as one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from ingest.addressed import addresses_agents
from ingest.block import Block, BlockKind
from ingest.dialect import TitleOf, parse, plain, unknown
from ingest.page import Page
from ingest.passage import Passage
from ingest.pieces import Piece, Reader, pieces, size

DIVIDED = frozenset({BlockKind.TAB, BlockKind.STEP, BlockKind.DETAILS, BlockKind.UPDATE})
"""Containers with a title of their own, which may become a passage's own."""

DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S[^\n]*", re.MULTILINE)
"""Where a link written `[text][name]` leads: it may stand anywhere on the page."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long passages are, in words.

    A section of at most `max_words` is one passage. A longer one is cut, and then a tab, step, details or
    update of at least `min_words` is a passage of its own; no cut leaves fewer than `min_words` behind
    where they fit elsewhere.
    """

    max_words: int = 180
    min_words: int = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: the headings above them, outermost first, and the innermost one's anchor."""

    path: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    anchor: str = ""

    def below(self, heading: Block) -> "Place":
        """The place under a heading, which ends those of its own level and deeper."""
        kept = sum(level < heading.level for level in self.levels)
        base = len(self.path) - len(self.levels)
        path = (*self.path[: base + kept], heading.text)
        return Place(path, (*self.levels[:kept], heading.level), heading.anchor)

    def inside(self, label: str) -> "Place":
        """The place in a container with this title; headings in it do not end those around it."""
        return Place((*self.path, label) if label else self.path, (), self.anchor)


@dataclass(frozen=True, slots=True)
class Draft:
    """Pieces that make a passage, and their place."""

    place: Place
    pieces: tuple[Piece, ...]


def split(page: Page, limits: Limits = Limits(), title_of: TitleOf = unknown) -> list[Passage]:
    """The page's passages in reading order, behind them those that give orders to AI agents; none for a page
    without text.

    A heading without text of its own begins the passage of the next one. Where a later section changes,
    earlier passages stay as they are. Links to pages whose title `title_of` knows (by their target as the
    page writes it) show that title in the plain text where they have no words of their own.
    """
    blocks = parse(page.markdown, title_of)
    cutter = _Cutter(page.markdown, limits, _reader(page.markdown, title_of))
    drafts = cutter.drafts(blocks, Place(), _same(page.title))
    shown = [draft for draft in drafts if any(piece.text for piece in draft.pieces)]
    if addresses_agents(_read(page, *shown), page.markdown):
        return _told_apart(page, shown)
    return [_passage(page, ordinal, draft) for ordinal, draft in enumerate(shown)]


def _told_apart(page: Page, drafts: Sequence[Draft]) -> list[Passage]:
    """The passages; last and marked, those that give orders to AI agents, alone or with a neighbour."""
    parts = [part for draft in drafts for part in _parted(page, draft)]
    flags = [_gives_orders(page, part) for part in parts]
    for place, (one, two) in enumerate(pairwise(parts)):
        if not any(flags[place : place + 2]) and addresses_agents(_read(page, one, two)):
            flags[place : place + 2] = True, True
    told = sorted(zip(flags, parts, strict=True), key=itemgetter(0))
    passages = [_passage(page, ordinal, part) for ordinal, (_, part) in enumerate(told)]
    return [replace(each, addresses_agents=flag) for each, (flag, _) in zip(passages, told, strict=True)]


def _parted(page: Page, draft: Draft) -> Iterator[Draft]:
    """The draft; one that gives orders to AI agents is cut in front of the piece that does, since what stands
    behind an order may belong to it. One that no piece has, such as a comment between two, is left out.
    """
    parts = [replace(draft, pieces=draft.pieces[:end]) for end in range(1, len(draft.pieces) + 1)]
    place = next((place for place, part in enumerate(parts) if _gives_orders(page, part)), 0)
    before, behind = (
        replace(draft, pieces=pieces) for pieces in (draft.pieces[:place], draft.pieces[place:])
    )
    alone = _gives_orders(page, replace(draft, pieces=draft.pieces[place : place + 1]))
    if not place or (alone and not _has_body(before.pieces)):
        yield draft
    elif alone:
        yield from (before, behind)
    elif addresses_agents(_read(page, parts[place])):
        yield draft
    else:
        yield before
        yield from _parted(page, behind)


def _gives_orders(page: Page, draft: Draft) -> bool:
    markdown = page.markdown[draft.pieces[0].start : draft.pieces[-1].end]
    return addresses_agents(_read(page, draft), markdown)


def _read(page: Page, *drafts: Draft) -> str:
    """The page's title, the drafts' headings and text."""
    texts = (
        text for draft in drafts for text in (*draft.place.path, *(piece.text for piece in draft.pieces))
    )
    return "\n".join((page.title, *texts))


def _reader(markdown: str, title_of: TitleOf) -> Reader:
    definitions = "\n".join(DEFINITION.findall(markdown)) if "]:" in markdown else ""
    return lambda part: plain(f"{part}\n\n{definitions}", title_of)


def _passage(page: Page, ordinal: int, draft: Draft) -> Passage:
    first, last = draft.pieces[0], draft.pieces[-1]
    return Passage(
        page_url=page.url,
        ordinal=ordinal,
        title=page.title,
        heading_path=draft.place.path,
        anchor=draft.place.anchor,
        language=page.language,
        kinds=frozenset(kind for piece in draft.pieces for kind in piece.kinds),
        markdown=page.markdown[first.start : last.end],
        text="\n".join(piece.text for piece in draft.pieces if piece.text),
    )


@dataclass(frozen=True, slots=True)
class _Cutter:
    markdown: str
    limits: Limits
    read: Reader

    def drafts(self, blocks: Sequence[Block], place: Place, title: str = "") -> Iterator[Draft]:
        """The passages of these blocks; a first-level heading equal to the page's title adds no path."""
        headings: list[Piece] = []
        body: list[Block] = []
        top = True
        for block in blocks:
            if block.kind is not BlockKind.HEADING:
                body.append(block)
                continue
            if any(each.text for each in body):
                yield from self._section(place, headings, body)
                headings, body = [], []
            headings.extend(Piece.of(each) for each in body)
            body = []
            headings.append(Piece.of(block))
            if not (top and block.level == 1 and _same(block.text) == title):
                place = place.below(block)
            top = False
        if headings or body:
            yield from self._section(place, headings, body)

    def _section(self, place: Place, headings: Sequence[Piece], body: Sequence[Block]) -> Iterator[Draft]:
        whole = (*headings, *(Piece.of(block) for block in body))
        if sum(piece.words for piece in whole) <= self.limits.max_words:
            yield Draft(place, whole)
        else:
            yield from self._cut(place, headings, body)

    def _cut(self, place: Place, headings: Sequence[Piece], body: Sequence[Block]) -> Iterator[Draft]:
        """The passages of a section that is too long: titled containers apart, all else piece by piece."""
        waiting = list(headings)
        for block in body:
            if block.kind not in DIVIDED or size(block.text) < self.limits.min_words:
                waiting.extend(pieces(block, self.markdown, self.limits.max_words, self.read))
                continue
            short = sum(piece.words for piece in waiting) < self.limits.min_words
            if not short and _has_body(waiting):
                yield from self._filled(place, waiting)
                waiting = []
            yield from _led(waiting, place, self._container(block, place))
            waiting = []
        yield from self._filled(place, waiting)

    def _container(self, block: Block, place: Place) -> Iterator[Draft]:
        """The passages of one tab, step, details or update: one, or several where it is too long."""
        if size(block.text) <= self.limits.max_words or not block.children:
            yield Draft(place.inside(block.label), (Piece.of(block),))
            return
        label = "" if _is_named_by_heading(block) else block.label
        yield from _enclosed(block, label, list(self.drafts(block.children, place.inside(label))))

    def _filled(self, place: Place, waiting: Sequence[Piece]) -> Iterator[Draft]:
        for group in _balanced(_groups(waiting, self.limits.max_words), self.limits):
            yield Draft(place, tuple(group))


def _groups(waiting: Sequence[Piece], most: int) -> list[list[Piece]]:
    """The pieces, filled up in order; headings and lead-ins go with what they lead to."""
    groups: list[list[Piece]] = []
    group: list[Piece] = []
    words = 0
    for piece in waiting:
        if group and words + piece.words > most and not all(each.leads for each in group):
            kept = _without_lead(group)
            groups.append(group[: len(group) - kept])
            group = group[len(group) - kept :]
            words = sum(each.words for each in group)
        group.append(piece)
        words += piece.words
    return [*groups, group] if group else groups


def _without_lead(group: Sequence[Piece]) -> int:
    """How many pieces at the group's end only lead to what follows."""
    count = 0
    while count < len(group) and group[-1 - count].leads:
        count += 1
    return count if count < len(group) else 0


def _balanced(groups: list[list[Piece]], limits: Limits) -> list[list[Piece]]:
    """The groups; a last one that is too short goes to the one before, if that stays readable."""
    if len(groups) < 2:
        return groups
    *_, before, last = groups
    short = sum(piece.words for piece in last) < limits.min_words
    total = sum(piece.words for piece in (*before, *last))
    if short and total <= limits.max_words + limits.min_words:
        return [*groups[:-2], [*before, *last]]
    return groups


def _has_body(pieces: Sequence[Piece]) -> bool:
    return any(piece.text and BlockKind.HEADING not in piece.kinds for piece in pieces)


def _led(lead: Sequence[Piece], place: Place, drafts: Iterator[Draft]) -> Iterator[Draft]:
    """The container's drafts, with what is too short to stand alone in front of the first.

    That one then is of the section, not of the container, unless only headings lead.
    """
    first = next(drafts)
    yield Draft(place if _has_body(lead) else first.place, (*lead, *first.pieces))
    yield from drafts


def _is_named_by_heading(block: Block) -> bool:
    first = block.children[0]
    return first.kind is BlockKind.HEADING and first.text == block.label


def _enclosed(block: Block, label: str, parts: Sequence[Draft]) -> list[Draft]:
    """The passages of a container, its opening tag and title in the first, its closing tag in the last."""
    first = parts[0].pieces[0]
    text = "\n".join(filter(None, (label, first.text)))
    opened = replace(first, start=block.start, text=text, kinds=first.kinds | {block.kind})
    parts = [replace(parts[0], pieces=(opened, *parts[0].pieces[1:])), *parts[1:]]
    *others, last = parts[-1].pieces
    return [*parts[:-1], replace(parts[-1], pieces=(*others, replace(last, end=block.end)))]


def _same(title: str) -> str:
    return " ".join(title.split()).casefold()
