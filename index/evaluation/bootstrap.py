"""How sure a mean or another statistic is: its interval, by resampling."""

from collections.abc import Callable, Sequence
from math import isnan

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
"""The low and the high end."""

AT_ONCE = 1_000_000
"""Values that are drawn together, at most: 16 MB."""

ENDS = (2.5, 97.5)
"""The percentiles between which 95 % of the resamples lie."""


def bootstrap_interval(values: Sequence[float], resamples: int = 1000, seed: int = 0) -> Interval:
    """The 95 % interval of the mean of at least one value: percentile bootstrap (Efron 1979), seeded."""
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    batch = max(1, AT_ONCE // sample.size)
    sizes = [min(batch, resamples - done) for done in range(0, resamples, batch)]
    low, high = np.percentile(np.concatenate([_means(sample, size, random) for size in sizes]), ENDS)
    return float(low), float(high)


def weighted_interval(
    statistic: Callable[[NDArray[np.float64]], float], units: int, resamples: int = 1000, seed: int = 0
) -> Interval | None:
    """The same of any statistic of so many units, told how often each was drawn; shape (units,).

    Resamples on which it is not defined (nan) are left out; None where it is on none.
    """
    random = np.random.default_rng(seed)
    drawn = (random.multinomial(units, np.full(units, 1 / units)) for _ in range(resamples))
    found = [value for counts in drawn if not isnan(value := statistic(counts.astype(np.float64)))]
    if not found:
        return None
    low, high = np.percentile(found, ENDS)
    return float(low), float(high)


def _means(sample: NDArray[np.float64], resamples: int, random: np.random.Generator) -> NDArray[np.float64]:
    """The mean of each resample, drawn with replacement; shape (resamples,)."""
    drawn = random.integers(0, sample.size, size=(resamples, sample.size))
    means: NDArray[np.float64] = sample[drawn].mean(axis=1)
    return means
