"""How sure a mean is: its interval, by resampling."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
"""The low and the high end."""

AT_ONCE = 1_000_000
"""Values that are drawn together, at most: 16 MB."""


def bootstrap_interval(values: Sequence[float], resamples: int = 1000, seed: int = 0) -> Interval:
    """The 95 % interval of the mean of at least one value: percentile bootstrap (Efron 1979), seeded."""
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    batch = max(1, AT_ONCE // sample.size)
    sizes = [min(batch, resamples - done) for done in range(0, resamples, batch)]
    low, high = np.percentile(np.concatenate([_means(sample, size, random) for size in sizes]), [2.5, 97.5])
    return float(low), float(high)


def _means(sample: NDArray[np.float64], resamples: int, random: np.random.Generator) -> NDArray[np.float64]:
    """The mean of each resample, drawn with replacement; shape (resamples,)."""
    drawn = random.integers(0, sample.size, size=(resamples, sample.size))
    means: NDArray[np.float64] = sample[drawn].mean(axis=1)
    return means
