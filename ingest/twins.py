"""Which pages are each other's translations, where the site does not say so itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import combinations, count

import numpy as np

from ingest.language import below_language
from ingest.links import SiteMap
from ingest.overlap import Codes, Overlap, Places, Postings, Weights, codes
from ingest.page import Alternate, Page
from ingest.traits import LINK, Feature, Trait, features, segments

THRESHOLD = 0.45
"""Twins share at least this part of what they could share."""

RIVAL_MAX = 0.6
"""The runner-up of either twin scores at most this part of the pair's score."""

PRIOR = 12.0
"""Evidence, in weighted nats, that a pair must make up for: it keeps pages with hardly any content apart."""

DEPTH_FACTOR = 0.9
"""What a pair's score keeps for each level by which its pages' depths differ."""

ROUNDS_MAX = 4
"""Pairs found in one round are evidence for the pages above them and linked with them in the next."""


def pair_twins(pages: Sequence[Page]) -> list[Page]:
    """The pages in their order, with the translations found for them behind their own alternates."""
    found = find_twins(pages)
    return [with_twins(page, found) for page in pages]


def with_twins(page: Page, found: Mapping[str, tuple[Alternate, ...]]) -> Page:
    """The page with the translations that `find_twins` found for it behind its own alternates."""
    twins = found.get(page.url)
    return replace(page, alternates=(*page.alternates, *twins)) if twins else page


def find_twins(pages: Iterable[Page]) -> dict[str, tuple[Alternate, ...]]:
    """The translations found for pages, by URL, beside the alternates that they have.

    `pages` are read twice, each time from the first, but once where they are of one language; what is kept
    of them is a few kilobytes each.

    Their own alternates, and equal paths below the language segment, are made symmetric. For a language that
    a page has no alternate in, its twin is the page that shares most of the features that translators keep
    (figures, code, addresses, numbers, names, shape, place), rare ones counting more (inverse document
    frequency). Both pages must be each other's best choice, clearly.
    """
    outlines = [_Outline.of(page) for page in pages]
    if len({outline.language for outline in outlines}) < 2:
        return {}
    groups = _Groups(outlines)
    groups.settle()
    if not groups.complete():
        _find(pages, outlines, groups)
    return groups.found()


@dataclass(frozen=True, slots=True)
class _Outline:
    """What is kept of a page: all but its text."""

    url: str
    path: str
    language: str
    alternates: tuple[Alternate, ...]

    @classmethod
    def of(cls, page: Page) -> "_Outline":
        return cls(page.url, page.path, page.language, page.alternates)


def _find(pages: Iterable[Page], outlines: Sequence[_Outline], groups: "_Groups") -> None:
    """Join the pages that share most."""
    places = _by_language(outlines)
    kin = _Kin(outlines)
    contents = _overlaps([kin.read(page) for page in pages], places)
    depths = np.array([len(segments(outline.path)) for outline in outlines])
    for _ in range(ROUNDS_MAX):
        relations = _overlaps(kin.features(groups), places)
        compared = (_Compared(both, depths) for both in zip(contents, relations, strict=True))
        found = sorted((pair for each in compared for pair in each.pairs()), reverse=True)
        joined = [groups.join(pair.here, pair.there) for pair in found]
        if not any(joined):
            break


def _by_language(pages: Sequence[_Outline]) -> list[list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, page in enumerate(pages):
        places[page.language].append(place)
    return list(places.values())


class _Groups:
    """The pages that are known to be one page in several languages: at most one a language."""

    def __init__(self, pages: Sequence[_Outline]) -> None:
        self.pages = pages
        self.members = [{page.language: place} for place, page in enumerate(pages)]
        self._taken = [{twin.language for twin in page.alternates} | {page.language} for page in pages]
        self._at = {page.path: place for place, page in reversed(list(enumerate(pages)))}

    def settle(self) -> None:
        """Joins the pages that say so themselves, then those of equal path below the language segment."""
        for place, page in enumerate(self.pages):
            for twin in page.alternates:
                if (other := self._at.get(twin.path)) is not None:
                    self._join(place, other)
        equal: dict[str, int] = {}
        for place, page in enumerate(self.pages):
            self.join(place, equal.setdefault(below_language(page.path), place))

    def complete(self) -> bool:
        """Whether every page has a twin in every language, so that nothing is left to find."""
        languages = {page.language for page in self.pages}
        return all(languages <= members.keys() for members in self.members)

    def join(self, one: int, other: int) -> bool:
        """Makes two pages, and those known to be the same, twins; False where a language is taken."""
        if self._taken_by(one) & set(self.members[other]) or self._taken_by(other) & set(self.members[one]):
            return False
        return self._join(one, other)

    def _taken_by(self, place: int) -> set[str]:
        return set().union(*(self._taken[member] for member in self.members[place].values()))

    def _join(self, one: int, other: int) -> bool:
        if not self.members[one].keys().isdisjoint(self.members[other]):
            return False
        members = self.members[one] | self.members[other]
        for place in members.values():
            self.members[place] = members
        return True

    def found(self) -> dict[str, tuple[Alternate, ...]]:
        """What each page's twins are beside its own alternates, by URL; no entry where there are none."""
        twins = {page.url: tuple(self._twins(place, page)) for place, page in enumerate(self.pages)}
        return {url: found for url, found in twins.items() if found}

    def _twins(self, place: int, page: _Outline) -> Iterator[Alternate]:
        paths = {twin.path for twin in page.alternates}
        for language, other in sorted(self.members[place].items()):
            path = self.pages[other].path
            if language not in self._taken[place] and path not in paths:
                yield Alternate(language, path)


class _Kin:
    """Which pages each page links to, and which stand how many levels above it, by their places."""

    def __init__(self, pages: Sequence[_Outline]) -> None:
        self._at = {page.path: place for place, page in enumerate(pages)}
        self._site = SiteMap.of((page.url, page.path, "") for page in pages)
        self._above = [tuple(_above(page.path, self._at)) for page in pages]
        self._linked: list[tuple[int, ...]] = []

    def read(self, page: Page) -> Codes:
        """The features of the next page, whose links are kept."""
        self._linked.append(tuple(dict.fromkeys(self._targets(page))))
        return codes(features(page))

    def _targets(self, page: Page) -> Iterator[int]:
        for match in LINK.finditer(page.markdown):
            path = self._site.path(match[match.lastindex or 0], page.path)
            if path is not None and path != page.path:
                yield self._at[path]

    def features(self, groups: _Groups) -> list[Codes]:
        """What each page shares with its twin once their children, links and referrers are paired."""
        found: list[set[Feature]] = [set() for _ in groups.pages]
        names = [min(members.values()) if len(members) > 1 else -1 for members in groups.members]
        for place, name in enumerate(names):
            for target in self._linked[place]:
                if names[target] >= 0:
                    found[place].add((Trait.KIN, ("to", names[target])))
                if name >= 0:
                    found[target].add((Trait.KIN, ("from", name)))
            if name >= 0:
                for levels, ancestor in self._above[place]:
                    found[ancestor].add((Trait.KIN, (levels, name)))
        return [codes(features) for features in found]


def _above(path: str, at: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """The pages above a path, each with how many levels it is up."""
    for levels in count(1):
        path = path.rpartition("/")[0]
        if not path:
            return
        if path in at:
            yield levels, at[path]


@dataclass(frozen=True, slots=True, order=True)
class _Pair:
    """Two pages that are each other's best choice."""

    score: float
    here: int
    there: int


def _overlaps(features: Sequence[Codes], languages: Iterable[Sequence[int]]) -> list[Overlap]:
    """What the pages of every two languages share."""
    postings = [Postings.of(features, places) for places in languages]
    return [Overlap.of(here, there, len(features)) for here, there in combinations(postings, 2)]


@dataclass(frozen=True, slots=True)
class _Compared:
    """The pages of two languages, compared by their contents and by their relations."""

    overlaps: tuple[Overlap, Overlap]
    depths: Places

    def pairs(self) -> Iterator[_Pair]:
        """The pairs that are clearly each other's best choice."""
        ranked: dict[int, list[_Pair]] = defaultdict(list)
        for pair in self._candidates():
            ranked[pair.here].append(pair)
            ranked[pair.there].append(pair)
        best = {place: nlargest(2, pairs) for place, pairs in ranked.items()}
        for place, (pair, *_) in best.items():
            if place == pair.here and _is_clear(pair, best[pair.here], best[pair.there]):
                yield pair

    def _candidates(self) -> Iterator[_Pair]:
        """Whatever can be a pair, or keep one from being clear."""
        pairs = np.union1d(*(overlap.pairs for overlap in self.overlaps))
        here, there = np.divmod(pairs, len(self.depths))
        scores = self._scores(pairs, here, there)
        for place in np.flatnonzero(scores >= THRESHOLD * RIVAL_MAX):
            yield _Pair(float(scores[place]), int(here[place]), int(there[place]))

    def _scores(self, pairs: Places, here: Places, there: Places) -> Weights:
        """Dice's coefficient of the weighted features, with a prior against it."""
        shared, mass = np.zeros(len(pairs)), np.zeros(len(pairs))
        for overlap in self.overlaps:
            shared += overlap.of_pairs(pairs)
            mass += overlap.mass[here] + overlap.mass[there]
        apart = np.abs(self.depths[here] - self.depths[there])
        scores: Weights = shared / (mass / 2 + PRIOR) * DEPTH_FACTOR**apart
        return np.round(scores, 9)  # so that the order of a sum decides no tie


def _is_clear(pair: _Pair, *rankings: Sequence[_Pair]) -> bool:
    best = all(ranking[0] == pair for ranking in rankings)
    rival = max((ranking[1].score for ranking in rankings if len(ranking) > 1), default=0.0)
    return best and pair.score >= THRESHOLD and rival <= RIVAL_MAX * pair.score
