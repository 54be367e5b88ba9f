"""Which pages are each other's translations, where the site does not say so itself."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import chain, combinations, count, product
from math import log
from posixpath import normpath
from urllib.parse import unquote

from ingest.language import below_language
from ingest.page import Alternate, Page
from ingest.traits import KEPT, LINK, WEIGHTS, Feature, Trait, features, segments

MISSED = 0.5
"""How much of its weight such a feature costs a page where no page of the other language has it."""

THRESHOLD = 0.45
"""Twins share at least this part of what they could share."""

RIVAL_MAX = 0.6
"""The runner-up of either twin scores at most this part of the pair's score."""

PRIOR = 12.0
"""Evidence, in weighted nats, that a pair must make up for: it keeps pages with hardly any content apart."""

DEPTH_FACTOR = 0.9
"""What a pair's score keeps for each level by which its pages' depths differ."""

SPREAD_MAX = 12
"""A feature of more pages of one language than this is left out: it tells little and costs time."""

ROUNDS_MAX = 4
"""Pairs found in one round are evidence for the pages above them and linked with them in the next."""


def pair_twins(pages: Sequence[Page]) -> list[Page]:
    """The pages in their order, with the translations found for them among their alternates.

    Alternates that a page has stay; they, and equal paths below the language segment, are made symmetric.
    For a language that a page has no alternate in, its twin is the page that shares most of the features
    that translators keep (figures, code, addresses, numbers, names, shape, place), rare ones counting more
    (inverse document frequency). Both pages must be each other's best choice, clearly.
    """
    groups = _Groups(pages)
    groups.settle()
    if groups.complete():
        return groups.completed()
    places = _by_language(pages)
    contents = _overlaps([frozenset(features(page)) for page in pages], places)
    kin, depths = _Kin.of(pages), [len(segments(page.path)) for page in pages]
    for _ in range(ROUNDS_MAX):
        relations = _overlaps(kin.features(groups), places)
        compared = (_Compared(both, depths) for both in zip(contents, relations, strict=True))
        found = sorted((pair for each in compared for pair in each.pairs()), reverse=True)
        joined = [groups.join(pair.here, pair.there) for pair in found]
        if not any(joined):
            break
    return groups.completed()


def _by_language(pages: Sequence[Page]) -> list[list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, page in enumerate(pages):
        places[page.language].append(place)
    return list(places.values())


class _Groups:
    """The pages that are known to be one page in several languages: at most one a language."""

    def __init__(self, pages: Sequence[Page]) -> None:
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

    def completed(self) -> list[Page]:
        """The pages, each with its own alternates first, then those found."""
        return [self._completed(place, page) for place, page in enumerate(self.pages)]

    def _completed(self, place: int, page: Page) -> Page:
        paths = {twin.path for twin in page.alternates}
        found = (
            Alternate(language, self.pages[other].path)
            for language, other in sorted(self.members[place].items())
            if language not in self._taken[place]
        )
        return replace(
            page, alternates=(*page.alternates, *(twin for twin in found if twin.path not in paths))
        )


@dataclass(frozen=True, slots=True)
class _Kin:
    """Which pages each page links to, and which stand how many levels above it, by their places."""

    linked: tuple[tuple[int, ...], ...]
    above: tuple[tuple[tuple[int, int], ...], ...]

    @classmethod
    def of(cls, pages: Sequence[Page]) -> "_Kin":
        at = {page.path: place for place, page in enumerate(pages)}
        linked = (dict.fromkeys(_linked(page, at)) for page in pages)
        return cls(tuple(map(tuple, linked)), tuple(tuple(_above(page.path, at)) for page in pages))

    def features(self, groups: _Groups) -> list[frozenset[Feature]]:
        """What each page shares with its twin once their children, links and referrers are paired."""
        found: list[set[Feature]] = [set() for _ in groups.pages]
        names = [min(members.values()) if len(members) > 1 else -1 for members in groups.members]
        for place, name in enumerate(names):
            for target in self.linked[place]:
                if names[target] >= 0:
                    found[place].add((Trait.KIN, ("to", names[target])))
                if name >= 0:
                    found[target].add((Trait.KIN, ("from", name)))
            if name >= 0:
                for levels, ancestor in self.above[place]:
                    found[ancestor].add((Trait.KIN, (levels, name)))
        return [frozenset(features) for features in found]


def _linked(page: Page, at: Mapping[str, int]) -> Iterator[int]:
    for match in LINK.finditer(page.markdown):
        target = unquote(match[match.lastindex or 0]).partition("#")[0].partition("?")[0]
        if not target or "://" in target:
            continue
        # A source does not say whether a page was a file or its folder's README: links differ by a level.
        for base in (page.path.rpartition("/")[0] + "/", page.path.rstrip("/") + "/"):
            path = normpath("/" + target if target.startswith("/") else base + target)
            path = "/" + re.sub(r"(?:(?:^|/)README)?\.md$", "", path, flags=re.IGNORECASE).strip("/")
            if path in at and at[path] != at[page.path]:
                yield at[path]
                break


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


@dataclass(frozen=True, slots=True)
class _Postings:
    """The features of one language's pages, each with the pages that have it; `count` pages in all."""

    pages: Mapping[Feature, Sequence[int]]
    count: int

    @classmethod
    def of(cls, features: Sequence[frozenset[Feature]], places: Sequence[int]) -> "_Postings":
        pages: dict[Feature, list[int]] = defaultdict(list)
        for place in places:
            for feature in features[place]:
                pages[feature].append(place)
        return cls(pages, len(places))

    def weight(self, feature: Feature) -> float:
        """The weight of a feature's kind times its inverse document frequency, in nats."""
        return WEIGHTS[feature[0]] * log((self.count + 1) / len(self.pages[feature]))

    def missing(self, others: "_Postings") -> Iterator[tuple[Feature, Sequence[int]]]:
        """What a translator would have kept and no page of the other language has, with its pages."""
        for feature, places in self.pages.items():
            if feature[0] in KEPT and feature not in others.pages and len(places) <= SPREAD_MAX:
                yield feature, places


@dataclass(frozen=True, slots=True)
class _Overlap:
    """The weight of the features that two pages share, and of all that each could share, by their places."""

    shared: Mapping[tuple[int, int], float]
    mass: Mapping[int, float]

    @classmethod
    def of(cls, here: _Postings, there: _Postings) -> "_Overlap":
        shared: dict[tuple[int, int], float] = defaultdict(float)
        mass: dict[int, float] = defaultdict(float)
        for feature in here.pages.keys() & there.pages.keys():
            ours, theirs = here.pages[feature], there.pages[feature]
            if max(len(ours), len(theirs)) > SPREAD_MAX:
                continue
            weight = (here.weight(feature) + there.weight(feature)) / 2
            for place in chain(ours, theirs):
                mass[place] += weight
            for pair in product(ours, theirs):
                shared[pair] += weight
        for one, other in ((here, there), (there, here)):
            for feature, places in one.missing(other):
                for place in places:
                    mass[place] += MISSED * one.weight(feature)
        return cls(shared, mass)


def _overlaps(features: Sequence[frozenset[Feature]], languages: Iterable[Sequence[int]]) -> list[_Overlap]:
    """What the pages of every two languages share."""
    postings = [_Postings.of(features, places) for places in languages]
    return [_Overlap.of(here, there) for here, there in combinations(postings, 2)]


@dataclass(frozen=True, slots=True)
class _Compared:
    """The pages of two languages, compared by their contents and by their relations."""

    overlaps: tuple[_Overlap, _Overlap]
    depths: Sequence[int]

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
        contents, relations = self.overlaps
        for here, there in contents.shared.keys() | relations.shared.keys():
            score = self._score(here, there)
            if score >= THRESHOLD * RIVAL_MAX:
                yield _Pair(score, here, there)

    def _score(self, here: int, there: int) -> float:
        """Dice's coefficient of the weighted features, with a prior against it."""
        shared = mass = 0.0
        for overlap in self.overlaps:
            shared += overlap.shared.get((here, there), 0.0)
            mass += overlap.mass.get(here, 0.0) + overlap.mass.get(there, 0.0)
        apart = abs(self.depths[here] - self.depths[there])
        # Rounded, so that the order of a sum decides no tie.
        return round(shared / (mass / 2 + PRIOR) * DEPTH_FACTOR**apart, 9)


def _is_clear(pair: _Pair, *rankings: Sequence[_Pair]) -> bool:
    best = all(ranking[0] == pair for ranking in rankings)
    rival = max((ranking[1].score for ranking in rankings if len(ranking) > 1), default=0.0)
    return best and pair.score >= THRESHOLD and rival <= RIVAL_MAX * pair.score
