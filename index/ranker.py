"""The ranker: one score from all that is known of a passage.

A linear model over few features. Its weights, in `ranker.json`, were fitted by
`tests/benchmarks/train_ranker.py`, straight to the quality of the ranking (coordinate ascent; Metzler and
Croft, "Linear feature-based models for information retrieval", 2007).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from index.way import Way

WEIGHTS = Path(__file__).with_name("ranker.json")


@dataclass(frozen=True, slots=True)
class RankFeatures:
    """What speaks for a passage among those found for a question, each mapped to [0, 1] over these.

    `dense` and `lexical` are the retrievers' scores, 0 for what they did not find. The others are those of
    late interaction: `LateScores` says what they mean.
    """

    dense: float
    lexical: float
    whole: float
    even: float
    sentence: float


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """Weights, one a feature, in the order of `RankFeatures`."""

    weights: tuple[float, ...]

    def scores(self, found: Sequence[RankFeatures]) -> list[float]:
        """The score of each passage; comparable within one question only."""
        return [
            sum(weight * value for weight, value in zip(self.weights, astuple(each), strict=True))
            for each in found
        ]


UNFITTED = LinearRanker((0.5, 0.5, 0.5, 0.0, 0.5))
"""For an embedder that nobody fitted: convex fusion, with late interaction of about equal say."""


@cache
def fitted(path: Path = WEIGHTS) -> Mapping[Way, LinearRanker]:
    """The models, by the way of searching; one that was not fitted has none."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {Way(name): LinearRanker(tuple(weights)) for name, weights in entries.items()}


def ranker(way: Way) -> LinearRanker:
    """The model for a way of searching."""
    return fitted().get(way, UNFITTED)
