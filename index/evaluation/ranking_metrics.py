"""How good rankings were: each measure for each question, and the means with their intervals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import ir_measures
from ir_measures import RR, R, ScoredDoc, Success, nDCG

from index.evaluation.bootstrap import Interval, bootstrap_interval
from index.evaluation.dataset import Qrels

MEASURES = {
    "ndcg_at_5": nDCG @ 5,
    "ndcg_at_10": nDCG @ 10,
    "recall_at_5": R @ 5,
    "recall_at_10": R @ 10,
    "mrr_at_10": RR @ 10,
    "hit_at_1": Success @ 1,
    "hit_at_5": Success @ 5,
}
"""The measures, by the names of the fields of `Ranks`, `RankIntervals` and `RetrievalFigures`."""

_NAMES = {measure: name for name, measure in MEASURES.items()}


@dataclass(frozen=True, slots=True)
class Ranks:
    """The measures of one question, all in [0, 1]; `mrr_at_10` is its reciprocal rank, 0 beyond rank 10."""

    ndcg_at_5: float
    ndcg_at_10: float
    recall_at_5: float
    recall_at_10: float
    mrr_at_10: float
    hit_at_1: float
    hit_at_5: float


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """The 95 % interval of the mean of each measure, by bootstrap over the questions."""

    ndcg_at_5: Interval
    ndcg_at_10: Interval
    recall_at_5: Interval
    recall_at_10: Interval
    mrr_at_10: Interval
    hit_at_1: Interval
    hit_at_5: Interval


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """Means over `questions` questions, with their intervals."""

    questions: int
    ndcg_at_5: float
    ndcg_at_10: float
    recall_at_5: float
    recall_at_10: float
    mrr_at_10: float
    hit_at_1: float
    hit_at_5: float
    intervals: RankIntervals


def retrieval(qrels: Qrels, run: Mapping[str, Sequence[str]]) -> RetrievalFigures | None:
    """The figures over the questions in `qrels` that have a relevant page; None where there is none.

    `run` holds page ids, best first; a repeated one counts where it is first. A question without a run
    counts 0.
    """
    ranks = rank_values(qrels, run)
    return retrieval_figures(ranks.values()) if ranks else None


def rank_values(qrels: Qrels, run: Mapping[str, Sequence[str]]) -> dict[str, Ranks]:
    """The measures of each question in `qrels` that has a relevant page, by its id; see `retrieval`."""
    judged = {id: dict(pages) for id, pages in qrels.items() if any(grade > 0 for grade in pages.values())}
    values: dict[str, dict[str, float]] = defaultdict(dict)
    if judged:
        for metric in ir_measures.iter_calc(list(MEASURES.values()), judged, _scored(run)):
            values[metric.query_id][_NAMES[metric.measure]] = metric.value
    return {id: Ranks(**values[id]) for id in judged}


def retrieval_figures(ranks: Collection[Ranks]) -> RetrievalFigures:
    """Means and intervals over at least one question."""
    values = {name: [float(getattr(each, name)) for each in ranks] for name in MEASURES}
    intervals = {name: bootstrap_interval(each) for name, each in values.items()}
    means = {name: fmean(each) for name, each in values.items()}
    return RetrievalFigures(len(ranks), **means, intervals=RankIntervals(**intervals))


def _scored(run: Mapping[str, Sequence[str]]) -> list[ScoredDoc]:
    """The run with scores that fall by rank: the measures would break ties each in its own way."""
    return [
        ScoredDoc(id, page, -float(rank))
        for id, pages in run.items()
        for rank, page in enumerate(dict.fromkeys(pages))
    ]
