"""BM25 as tantivy reckons it, for stores that keep postings of their own."""

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
"""The parameters (Robertson and Zaragoza 2009) that Lucene and tantivy come with."""

Counts = NDArray[np.integer]

Norms = NDArray[np.uint8]
"""Lengths in 8 bits: exact up to 39 words, above in steps of at most an eighth of the length."""


def _lengths() -> NDArray[np.float64]:
    """The length that each norm stands for, as Lucene and tantivy lay them out."""
    exact = [float(length) for length in range(24)]
    above = (24.0 + (code if code < 8 else (8 + code % 8) << (code // 8 - 1)) for code in range(256 - 24))
    return np.array([*exact, *above])


_LENGTHS = _lengths()


def norms(lengths: Counts) -> Norms:
    """The norms of fields with so many words."""
    return (np.searchsorted(_LENGTHS, lengths, side="right") - 1).astype(np.uint8)


def scores(rarity: float, counts: Counts, lengths: Norms, average: float) -> NDArray[np.float64]:
    """What one word adds to passages that have it so often, in fields of these norms.

    `average` is the mean length of the field in all passages.
    """
    length = (K1 * (1 - B + B * _LENGTHS / average))[lengths]
    return rarity * (K1 + 1) * counts / (counts + length)
