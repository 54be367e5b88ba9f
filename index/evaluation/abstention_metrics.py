"""How well the service tells what the documentation does not say."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import (  # type: ignore[import-untyped] # it ships no types
    accuracy_score,
    f1_score,
    precision_score,
    recall_score,
)

from index.evaluation.bootstrap import Interval, weighted_interval
from index.evaluation.calibration import Bin, calibration_error, reliability
from index.evaluation.outcome import Outcome, status_shares


@dataclass(frozen=True, slots=True)
class AbstentionFigures:
    """How well the unanswerable was told, over the questions that are labelled answerable or not.

    `auroc` is that of confidence for being answerable, with its 95 % interval. `precision`, `recall` and `f1`
    are those of "unanswered". None where they are not defined: questions of one kind only, nothing left
    unanswered. `calibration_error` is how far confidence lies from the share answerable in the bins of
    `reliability`. `answerable_statuses` are the shares of each status among the answerable questions.
    """

    questions: int
    unanswerable: int
    left_unanswered: int
    auroc: float | None
    auroc_interval: Interval | None
    accuracy: float
    precision: float | None
    recall: float | None
    f1: float | None
    calibration_error: float
    answerable_statuses: dict[str, float]
    unanswerable_statuses: dict[str, float]
    reliability: tuple[Bin, ...]


def abstention_figures(outcomes: Sequence[Outcome]) -> AbstentionFigures | None:
    """Answered or not, against answerable or not; None where no question is labelled so.

    A question may be asked twice, with other labels: the interval then draws both of its outcomes together.
    """
    labelled = [outcome for outcome in outcomes if outcome.question.answerable is not None]
    if not labelled:
        return None
    unanswerable = [not outcome.question.answerable for outcome in labelled]
    unanswered = [not outcome.answered for outcome in labelled]
    bins = reliability([each.confidence for each in labelled], [not each for each in unanswerable])
    area, interval = _auroc(labelled)
    return AbstentionFigures(
        questions=len(labelled),
        unanswerable=sum(unanswerable),
        left_unanswered=sum(unanswered),
        auroc=area,
        auroc_interval=interval,
        accuracy=float(accuracy_score(unanswerable, unanswered)),
        precision=float(precision_score(unanswerable, unanswered)) if any(unanswered) else None,
        recall=float(recall_score(unanswerable, unanswered)) if any(unanswerable) else None,
        f1=float(f1_score(unanswerable, unanswered)) if any(unanswerable) else None,
        calibration_error=calibration_error(bins),
        answerable_statuses=status_shares([each for each in labelled if each.question.answerable]),
        unanswerable_statuses=status_shares([each for each in labelled if not each.question.answerable]),
        reliability=bins,
    )


def auroc(
    confidences: NDArray[np.float64], answerable: NDArray[np.bool_], weights: NDArray[np.float64]
) -> float:
    """The chance that an answerable question has more confidence than an unanswerable one, ties half.

    All of shape (questions,); a question counts as often as its weight says. nan where one kind has none.
    The Mann-Whitney statistic: Hanley and McNeil 1982.
    """
    _, places = np.unique(confidences, return_inverse=True)
    right = np.bincount(places, weights * answerable)
    wrong = np.bincount(places, weights * ~answerable)
    above = np.cumsum(wrong) - wrong / 2
    pairs = right.sum() * wrong.sum()
    return float(right @ above / pairs) if pairs else nan


def _auroc(labelled: Sequence[Outcome]) -> tuple[float | None, Interval | None]:
    """The area and its interval, by bootstrap over the questions; None for questions of one kind."""
    confidences = np.array([outcome.confidence for outcome in labelled])
    answerable = np.array([bool(outcome.question.answerable) for outcome in labelled])
    if answerable.all() or not answerable.any():
        return None, None
    ids, asked = np.unique([outcome.question.id for outcome in labelled], return_inverse=True)
    interval = weighted_interval(lambda drawn: auroc(confidences, answerable, drawn[asked]), ids.size)
    return auroc(confidences, answerable, np.ones(len(labelled))), interval
