"""A run against the accepted one, question by question."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from tests.benchmarks.accepted import MEASURES, Values
from tests.benchmarks.significance import p_value


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much a mean is above the accepted one, and the p-value of that under the randomisation test."""

    mean: float
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences over the `questions` questions that both runs asked."""

    questions: int
    ndcg_at_5: Difference
    hit_at_1: Difference
    reciprocal_rank: Difference


def compared(found: Values, accepted: Values | None) -> Comparison | None:
    """What has changed since the accepted run; None where that asked none of the questions."""
    both = [id for id in found if accepted and id in accepted]
    if not accepted or not both:
        return None
    return Comparison(
        len(both),
        *(
            _difference([getattr(found[id], measure) - getattr(accepted[id], measure) for id in both])
            for measure in MEASURES
        ),
    )


def _difference(differences: Sequence[float]) -> Difference:
    return Difference(fmean(differences), p_value(differences))
