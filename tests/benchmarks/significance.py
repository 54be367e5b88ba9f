"""Whether two runs over the same questions differ by more than chance."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FLIPS = 10_000
AT_ONCE = 500
"""Flips that are held in memory together: 500 by 3,000 questions are 12 MB."""

ROUNDING = 1e-9


def p_value(differences: Sequence[float], flips: int = FLIPS, seed: int = 0) -> float:
    """How likely a mean at least so far from 0 would be if the two runs were alike, in (0, 1]; two-sided.

    The paired randomisation test (Smucker, Allan and Carterette, "A Comparison of Statistical Significance
    Tests for Information Retrieval Evaluation", CIKM 2007): if nothing sets the runs apart, each difference
    might as well have the other sign. The observed signs count as one of the flips (Phipson and Smyth 2010).
    """
    values = np.asarray([value for value in differences if value], dtype=np.float64)
    random = np.random.default_rng(seed)
    least = abs(values.sum()) - ROUNDING
    batches = [min(AT_ONCE, flips - done) for done in range(0, flips, AT_ONCE)]
    as_far = sum(int((np.abs(_sums(values, batch, random)) >= least).sum()) for batch in batches)
    return (1 + as_far) / (1 + flips)


def _sums(values: NDArray[np.float64], flips: int, random: np.random.Generator) -> NDArray[np.float64]:
    """The sum of the values under so many random choices of signs; shape (flips,)."""
    signs = random.integers(0, 2, size=(flips, values.size), dtype=np.int8) * 2.0 - 1
    sums: NDArray[np.float64] = signs @ values
    return sums
