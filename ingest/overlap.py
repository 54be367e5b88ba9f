"""How much the pages of two languages have in common: the weight of the features that they share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.traits import KEPT, WEIGHTS, Feature, Trait

MISSED = 0.5
"""How much of its weight such a feature costs a page where no page of the other language has it."""

SPREAD_MAX = 12
"""A feature of more pages of one language than this is left out: it tells little and costs time."""

PAIRS_AT_ONCE = 1_000_000
"""So many pairs of pages, those that share a feature, are in memory before they are summed up."""

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]
Weights = NDArray[np.float64]

_KIND_BITS = 4
_HASH = (1 << 64 - _KIND_BITS) - 1
_KINDS = {trait: place for place, trait in enumerate(Trait)}
_KIND_WEIGHTS = np.array([WEIGHTS[trait] for trait in Trait])
_KIND_KEPT = np.array([trait in KEPT for trait in Trait])


def codes(features: Iterable[Feature]) -> Codes:
    """The distinct features in eight bytes each, sorted: a hash, and the trait in the last bits.

    They hold for one run of the program.
    """
    numbers = {(hash(value) & _HASH) << _KIND_BITS | _KINDS[trait] for trait, value in features}
    return np.sort(np.fromiter(numbers, np.uint64, len(numbers)))


@dataclass(frozen=True, slots=True)
class Postings:
    """The features of one language's pages.

    `codes[i]`, sorted, is a feature of the `counts[i]` pages whose places begin at `places[starts[i]]`;
    `weights[i]` is the weight of its trait times its inverse document frequency, in nats.
    """

    codes: Codes
    starts: Places
    counts: Places
    places: Places
    weights: Weights

    @classmethod
    def of(cls, features: Sequence[Codes], places: Sequence[int]) -> "Postings":
        """Of the pages at these places; `features` are all pages'."""
        every = np.concatenate([np.empty(0, np.uint64), *(features[place] for place in places)])
        owners = np.repeat(np.asarray(places, np.int64), [len(features[place]) for place in places])
        order = np.argsort(every, kind="stable")
        distinct, starts, counts = np.unique(every[order], return_index=True, return_counts=True)
        weights = _KIND_WEIGHTS[_kinds(distinct)] * np.log((len(places) + 1) / counts)
        return cls(distinct, starts, counts, owners[order], weights)

    def missing(self, others: "Postings") -> Places:
        """What a translator would have kept and no page of the other language has."""
        absent = ~np.isin(self.codes, others.codes, assume_unique=True)
        return np.flatnonzero(absent & _KIND_KEPT[_kinds(self.codes)] & (self.counts <= SPREAD_MAX))

    def mass(self, chosen: Places, weights: Weights, size: int) -> Weights:
        """The summed weights of the chosen features, by page; shape (size,)."""
        counts = self.counts[chosen]
        owners = self.places[np.repeat(self.starts[chosen], counts) + _within(counts)]
        return _totals(owners, np.repeat(weights, counts), size)


@dataclass(frozen=True, slots=True)
class Overlap:
    """The weight that two pages share, `shared[i]` by `pairs[i]` (sorted), and all that each could share.

    A pair is `here * size + there`, where `size` is the number of all pages; `mass` has shape (size,).
    """

    pairs: Places
    shared: Weights
    mass: Weights

    @classmethod
    def of(cls, here: Postings, there: Postings, size: int) -> "Overlap":
        """Of two languages' pages, among `size` pages in all."""
        common = _Common.of(here, there)
        mass = here.mass(common.ours, common.weights, size) + there.mass(common.theirs, common.weights, size)
        for one, other in ((here, there), (there, here)):
            missing = one.missing(other)
            mass += MISSED * one.mass(missing, one.weights[missing], size)
        parts = [_summed(*part.pairs(here, there, size)) for part in common.parts(here, there)]
        pairs, shared = zip(*parts, strict=True) if parts else ((), ())
        return cls(*_summed(np.concatenate([_NONE, *pairs]), np.concatenate([_NOTHING, *shared])), mass)

    def of_pairs(self, pairs: Places) -> Weights:
        """What each of the pairs shares."""
        if not len(self.pairs):
            return np.zeros(len(pairs))
        at = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
        return np.where(self.pairs[at] == pairs, self.shared[at], 0.0)


_NONE, _NOTHING = np.empty(0, np.int64), np.empty(0, np.float64)


@dataclass(frozen=True, slots=True)
class _Common:
    """Rare features of both languages, by their places in each one's postings, and what they weigh."""

    ours: Places
    theirs: Places
    weights: Weights

    @classmethod
    def of(cls, here: Postings, there: Postings) -> "_Common":
        _, ours, theirs = np.intersect1d(here.codes, there.codes, assume_unique=True, return_indices=True)
        rare = np.maximum(here.counts[ours], there.counts[theirs]) <= SPREAD_MAX
        ours, theirs = ours[rare], theirs[rare]
        return cls(ours, theirs, (here.weights[ours] + there.weights[theirs]) / 2)

    def parts(self, here: Postings, there: Postings) -> Iterator["_Common"]:
        """These, so many at a time that their pairs fit in memory."""
        ends = np.cumsum(here.counts[self.ours] * there.counts[self.theirs])
        start = 0
        while start < len(ends):
            before = ends[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(ends, before + PAIRS_AT_ONCE, "right")))
            yield _Common(self.ours[start:stop], self.theirs[start:stop], self.weights[start:stop])
            start = stop

    def pairs(self, here: Postings, there: Postings, size: int) -> tuple[Places, Weights]:
        """Each page that has a feature with each of the other language that has it, and its weight."""
        others = there.counts[self.theirs]
        counts = here.counts[self.ours] * others
        turn, others = _within(counts), np.repeat(others, counts)
        one = here.places[np.repeat(here.starts[self.ours], counts) + turn // others]
        other = there.places[np.repeat(there.starts[self.theirs], counts) + turn % others]
        return one * size + other, np.repeat(self.weights, counts)


def _kinds(codes: Codes) -> Places:
    return (codes & np.uint64((1 << _KIND_BITS) - 1)).astype(np.int64)


def _within(counts: Places) -> Places:
    """0, 1 and on to each count: [2, 3] gives [0, 1, 0, 1, 2]."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _summed(pairs: Places, weights: Weights) -> tuple[Places, Weights]:
    """The pairs, each once and sorted, with the sums of their weights."""
    distinct, which = np.unique(pairs, return_inverse=True)
    return distinct, _totals(which, weights, len(distinct))


def _totals(which: Places, weights: Weights, size: int) -> Weights:
    return np.bincount(which, weights, size).astype(np.float64)  # of no weights it makes integers
