"""Fit the weights of `index/ranker.py`: python -m tests.benchmarks.train_ranker DATA

Coordinate ascent (Metzler and Croft 2007) to the mean nDCG@5, sets counting alike, on the halves that are not
held out. The figures printed are those of the other halves, beside fusion alone.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.ranker import UNFITTED, WEIGHTS, RankFeatures
from index.way import Way
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.evaluation_sets import named
from tests.benchmarks.rank_examples import RankExample, examples

SETS = {
    Way.MINILM: ["squad2", "xquad-en", "mtrag-lastturn", "mtrag-rewrite"],
    Way.E5: ["faquad", "xquad-es", "pira-pt"],
    Way.E5_ACROSS: ["xquad-es-en"],
}
"""What each way of searching is fitted on. AWS is left for a set that nothing here has seen."""

STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5)
"""The weights that are tried for each feature in turn."""

GAIN = 0.002
"""A step is taken for at least so much nDCG@5: smaller ones did not hold on the other halves."""

CUT = 5
FUSED = np.array([0.5, 0.5, 0.0, 0.0, 0.0])
LEXICAL = 1
WITHOUT_LEXICAL = {Way.E5_ACROSS}

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions of one set, padded to one length, so that all are ranked at once.

    `features` has shape (questions, passages, features); `answers` shape (questions, passages), false for
    padding, which `there` tells; `ideal`, of shape (questions,), is the greatest gain that can be had.
    """

    features: Matrix
    answers: NDArray[np.bool_]
    there: NDArray[np.bool_]
    ideal: Matrix

    @classmethod
    def of(cls, found: Sequence[RankExample]) -> "Questions":
        """Pad the examples."""
        shape = len(found), max(len(each.answers) for each in found)
        features = np.zeros((*shape, len(fields(RankFeatures))))
        answers, there = np.zeros(shape, bool), np.zeros(shape, bool)
        for row, each in enumerate(found):
            size = len(each.answers)
            features[row, :size] = [astuple(one) for one in each.features]
            answers[row, :size], there[row, :size] = each.answers, True
        ideal = np.array([_discounts(CUT)[: each.gold].sum() for each in found])
        return cls(features, answers, there, ideal)

    def ndcg(self, weights: Matrix) -> float:
        """The mean nDCG@5 of the ranking by these weights."""
        gains = np.take_along_axis(self.answers, self._order(weights)[:, :CUT], axis=1)
        return float((gains @ _discounts(CUT)[: gains.shape[1]] / self.ideal).mean())

    def hit_at_1(self, weights: Matrix) -> float:
        """The share of questions whose first passage answers."""
        return float(np.take_along_axis(self.answers, self._order(weights)[:, :1], axis=1).mean())

    def _order(self, weights: Matrix) -> NDArray[np.intp]:
        scores = np.where(self.there, self.features @ weights, -np.inf)
        return np.argsort(-scores, axis=1, kind="stable")


def _discounts(size: int) -> Matrix:
    return 1 / np.log2(np.arange(size) + 2)


def ascend(sets: Sequence[Questions], start: Matrix, free: Sequence[int]) -> Matrix:
    """The best weights that no change of a single one, of those in `free`, makes better."""
    best, reached = start, _mean_ndcg(sets, start)
    while True:
        tried = (_with(best, at, step) for at in free for step in STEPS)
        score, weights = max(((_mean_ndcg(sets, each), each) for each in tried), key=lambda pair: pair[0])
        if score < reached + GAIN:
            return best
        best, reached = weights, score


def _with(weights: Matrix, at: int, value: float) -> Matrix:
    changed = weights.copy()
    changed[at] = value
    return changed


def _mean_ndcg(sets: Sequence[Questions], weights: Matrix) -> float:
    return float(np.mean([each.ndcg(weights) for each in sets]))


def _report(name: str, held_out: Questions, weights: Matrix) -> None:
    before, after = ((each.ndcg(w), each.hit_at_1(w)) for each in (held_out,) for w in (FUSED, weights))
    print(
        f"  held out, {name}: n {len(held_out.ideal)}, nDCG@5 {before[0]:.3f} -> {after[0]:.3f},"
        f" hit@1 {before[1]:.3f} -> {after[1]:.3f}"
    )


def main(data: Path, workspace: Workspace) -> None:
    """Fit, report, and write the weights."""
    fitted: dict[str, list[float]] = {}
    for how, names in SETS.items():
        found = {each.name: list(examples(workspace, data, each)) for each in named(names)}
        mine = {name: [one for one in each if one.way is how] for name, each in found.items()}
        training = [Questions.of([one for one in each if not one.held_out]) for each in mine.values()]
        free = [at for at in range(len(FUSED)) if at != LEXICAL or how not in WITHOUT_LEXICAL]
        start = [weight if at in free else 0.0 for at, weight in enumerate(UNFITTED.weights)]
        weights = ascend(training, np.array(start), free)
        fitted[how.value] = weights.tolist()
        print(
            how.value, dict(zip((each.name for each in fields(RankFeatures)), weights.tolist(), strict=True))
        )
        for name, each in mine.items():
            _report(name, Questions.of([one for one in each if one.held_out]), weights)
    WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Workspace(Settings()))
