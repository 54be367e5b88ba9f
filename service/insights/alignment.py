"""Which sections of two pages are each other's translations."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.insights.sections import Section

APART = 0.3
"""Sections that are less near than this in meaning are no translations of each other."""

SAME_LEVEL = 0.1
SAME_BLOCKS = 0.1
"""What equal heading levels and equal contents add."""

Pair = tuple[int | None, int | None]
"""The places of two sections; None where the other page has none for it."""


def aligned(near: NDArray[np.float64]) -> list[Pair]:
    """The pairs in reading order, for the nearness of each section here to each there, shape (here, there).

    Translations keep the order of sections, so the best alignment is found by dynamic programming (Needleman
    and Wunsch 1970; for translations, Gale and Church, "A program for aligning sentences in bilingual
    corpora", 1993). A pair gains what it is nearer than APART; leaving a section out costs nothing.
    """
    here, there = near.shape
    best = np.zeros((here + 1, there + 1))
    for one in range(here - 1, -1, -1):
        for other in range(there - 1, -1, -1):
            paired = near[one, other] - APART + best[one + 1, other + 1]
            best[one, other] = max(paired, best[one + 1, other], best[one, other + 1])
    return _walked(near, best)


def _walked(near: NDArray[np.float64], best: NDArray[np.float64]) -> list[Pair]:
    pairs: list[Pair] = []
    one = other = 0
    here, there = near.shape
    while one < here and other < there:
        if near[one, other] > APART and np.isclose(
            best[one, other], near[one, other] - APART + best[one + 1, other + 1]
        ):
            pairs.append((one, other))
            one, other = one + 1, other + 1
        elif best[one, other] == best[one + 1, other]:
            pairs.append((one, None))
            one += 1
        else:
            pairs.append((None, other))
            other += 1
    pairs.extend((left, None) for left in range(one, here))
    pairs.extend((None, left) for left in range(other, there))
    return pairs


def nearness(
    here: Sequence[Section], there: Sequence[Section], meaning: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How near the sections are in meaning (cosines, shape (here, there)) and in what they are made of."""
    level = np.array([[one.level == other.level for other in there] for one in here])
    blocks = np.array([[one.blocks == other.blocks for other in there] for one in here])
    return meaning + SAME_LEVEL * level + SAME_BLOCKS * blocks
