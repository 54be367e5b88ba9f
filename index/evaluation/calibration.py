"""Whether confidence means what it says: of the questions it gives .8, eight in ten should be answerable."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about the same confidence: how many, its mean, and the share that is answerable."""

    n: int
    mean_confidence: float
    share_answerable: float


def reliability(
    confidences: Sequence[float], answerable: Sequence[bool], bins: int = BINS
) -> tuple[Bin, ...]:
    """Bins of equal mass, least confident first.

    Questions of the very same confidence share a bin, lest their order tell; so some may be larger, and there
    may be fewer.
    """
    edges = np.quantile(confidences, np.arange(1, bins) / bins)
    places = np.searchsorted(edges, confidences)
    members = [[i for i, place in enumerate(places) if place == chosen] for chosen in np.unique(places)]
    return tuple(
        Bin(len(each), fmean(confidences[i] for i in each), fmean(answerable[i] for i in each))
        for each in members
    )


def calibration_error(table: Sequence[Bin]) -> float:
    """Expected calibration error: how far confidence and share lie apart, weighted by the bins' mass.

    Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015.
    """
    total = sum(each.n for each in table)
    return sum(each.n * abs(each.mean_confidence - each.share_answerable) for each in table) / total
