"""Translations that drifted apart: what a page has that its twin in another language lacks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.store import Generation
from ingest.page import Page
from ingest.traits import Trait, features
from service.insights.alignment import Pair, aligned, nearness
from service.insights.difference import Difference, Kind, weight
from service.insights.sections import Section, sections
from service.insights.space import Space

READ = 200
"""So many pairs, those that differ most in their structure, are compared by what their sections mean."""

NEWER_DAYS = 30
"""A twin that was changed so much later is worth a word."""

KEPT: Mapping[Trait, Kind] = {
    Trait.NUMBER: Kind.NUMBERS,
    Trait.CODE: Kind.CODE,
    Trait.NAME: Kind.NAMES,
    Trait.LINK: Kind.LINKS,
}
"""What a translation has to have, and what it is called here."""

TRANSLATED = frozenset({Kind.CODE, Kind.NAMES})
"""As many of these as either page has alone may be one page's in the other's words: `Sheet1`, `Planilha1`."""

SHOWN = 5

COMMENT = re.compile(r"(?:^|\s+)(?:#|//|--|/\*|\*|<!--)(?:\s.*)?$")
PLACEHOLDER = re.compile(r"<[^<>]*>|\{[^{}]*\}")
TEXT = re.compile(rf"{PLACEHOLDER.pattern}|'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Drift:
    """Two pages that are translations of each other, and what differs, the weightiest first."""

    here: Page
    there: Page
    differences: tuple[Difference, ...]

    @property
    def apart(self) -> float:
        """How far they have drifted apart; 0 where nothing differs."""
        return weight(self.differences)


@dataclass(frozen=True, slots=True)
class _Twins:
    """Two pages, each with its sections."""

    here: Page
    there: Page
    ours: Sequence[Section]
    theirs: Sequence[Section]


def drifts(generation: Generation, space: Space) -> tuple[Drift, ...]:
    """The twins that differ, those furthest apart first.

    Structure (headings, lists, tables, code, numbers, names, links) is compared for all. Where headings
    differ, sections are then matched by their meaning, so that the missing one is named.
    """
    every = (_Twins(*pair, *map(sections, pair)) for pair in _pairs(generation))
    rough = [(twins, _drift(twins, _in_order(twins))) for twins in every]
    rough.sort(key=lambda each: -each[1].apart)
    read = [_drift(twins, _by_meaning(twins, space)) for twins, drift in rough[:READ] if drift.differences]
    found = [*read, *(drift for _, drift in rough[READ:])]
    return tuple(sorted((each for each in found if each.differences), key=_furthest_first))


def _furthest_first(drift: Drift) -> tuple[float, str]:
    return -drift.apart, drift.here.url


def _pairs(generation: Generation) -> Iterator[tuple[Page, Page]]:
    """Each two pages that are translations of each other, once."""
    for page in generation.pages():
        for alternate in page.alternates:
            twin = generation.page(alternate.path)
            if (
                twin
                and twin.language != page.language
                and (page.language, page.url) < (twin.language, twin.url)
            ):
                yield page, twin


def _in_order(twins: _Twins) -> list[Pair]:
    """The sections paired as they come."""
    here, there = len(twins.ours), len(twins.theirs)
    paired: list[Pair] = [(place, place) for place in range(min(here, there))]
    return [*paired, *((i, None) for i in range(there, here)), *((None, i) for i in range(here, there))]


def _by_meaning(twins: _Twins, space: Space) -> list[Pair]:
    """The sections paired by what they say; as they come, where the levels of their headings agree."""
    if [each.level for each in twins.ours] == [each.level for each in twins.theirs]:
        return _in_order(twins)
    every = [*twins.ours, *twins.theirs]
    languages = [twins.here.language] * len(twins.ours) + [twins.there.language] * len(twins.theirs)
    vectors = space.placed([f"{each.heading}\n{each.text}"[:1000] for each in every], languages)
    ours, theirs = vectors[: len(twins.ours)], vectors[len(twins.ours) :]
    return aligned(nearness(twins.ours, twins.theirs, np.asarray(ours @ theirs.T, np.float64)))


def _drift(twins: _Twins, pairs: Sequence[Pair]) -> Drift:
    found = [*_of_sections(twins, pairs), *_of_traits(twins.here, twins.there), *_of_dates(twins)]
    return Drift(twins.here, twins.there, tuple(sorted(found, key=lambda each: -each.weight)))


def _of_sections(twins: _Twins, pairs: Sequence[Pair]) -> Iterator[Difference]:
    here, there = twins.here.language, twins.there.language
    for one, other in pairs:
        if one is not None and other is not None:
            ours, theirs = twins.ours[one], twins.theirs[other]
            yield from _of_blocks(here, there, ours, theirs)
            yield from _of_blocks(there, here, theirs, ours)
        elif one is not None:
            yield _section(here, there, twins.ours[one])
        elif other is not None:
            yield _section(there, here, twins.theirs[other])


def _section(has: str, lacks: str, section: Section) -> Difference:
    return Difference(Kind.SECTION, has, lacks, (section.heading or section.text[:60],), 1)


def _of_blocks(has: str, lacks: str, ours: Section, theirs: Section) -> Iterator[Difference]:
    for kind, count in sorted((ours.blocks - theirs.blocks).items()):
        yield Difference(Kind.BLOCKS, has, lacks, (kind,), count, ours.heading)


def _of_traits(here: Page, there: Page) -> Iterator[Difference]:
    ours, theirs = _kept(here), _kept(there)
    for kind in KEPT.values():
        mine = _spelt(ours[kind], theirs[kind])
        others = _spelt(theirs[kind], ours[kind])
        more = len(mine) - len(others)
        if mine and (more > 0 or kind not in TRANSLATED):
            yield _trait(kind, here, there, mine, more)
        if others and (more < 0 or kind not in TRANSLATED):
            yield _trait(kind, there, here, others, -more)


def _spelt(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """What is in ours only, as it is spelt."""
    return sorted(value for compared, value in ours.items() if compared not in theirs)


def _trait(kind: Kind, has: Page, lacks: Page, spelt: Sequence[str], more: int) -> Difference:
    count = more if kind in TRANSLATED else len(spelt)
    return Difference(kind, has.language, lacks.language, tuple(spelt[:SHOWN]), count)


def _kept(page: Page) -> dict[Kind, dict[str, str]]:
    """What a translation would have kept, as it is compared and as it is spelt."""
    found: dict[Kind, dict[str, str]] = {kind: {} for kind in KEPT.values()}
    for trait, value in features(page):
        kind = KEPT.get(trait)
        if kind and (compared := _compared(kind, str(value))):
            found[kind][compared] = str(value)
    return found


def _compared(kind: Kind, value: str) -> str:
    """The value without what a translator changes: points and commas of numbers, comments, placeholders and
    texts in code.
    """
    if kind is Kind.NUMBERS:
        return "".join(filter(str.isdigit, value))
    if kind is Kind.CODE:
        return TEXT.sub("…", COMMENT.sub("", value))
    return PLACEHOLDER.sub("…", value)


def _of_dates(twins: _Twins) -> Iterator[Difference]:
    here, there = twins.here, twins.there
    if here.last_modified and there.last_modified:
        days = (here.last_modified - there.last_modified).days
        has, lacks = (here, there) if days > 0 else (there, here)
        if abs(days) >= NEWER_DAYS:
            yield Difference(Kind.NEWER, has.language, lacks.language, (), abs(days))
