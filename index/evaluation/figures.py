"""All figures of a set of labelled questions together."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from index.evaluation.abstention_metrics import AbstentionFigures, abstention_figures
from index.evaluation.answer_metrics import AnswerFigures, answer_figures
from index.evaluation.dataset import Qrels
from index.evaluation.metrics import Latency, latency
from index.evaluation.outcome import Outcome, status_shares
from index.evaluation.ranking_metrics import RetrievalFigures, retrieval


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured on a set of questions; None where the labels for it are missing.

    `statuses` is the share of each status. `retrieval` is over all questions that have relevant pages,
    `retrieval_answerable` over those of them that are said to be answerable. `abstention` is also over
    questions asked with what answers them removed; all else is not.
    """

    questions: int
    statuses: dict[str, float]
    retrieval: RetrievalFigures | None
    retrieval_answerable: RetrievalFigures | None
    answers: AnswerFigures
    abstention: AbstentionFigures | None
    latency: Latency

    def to_dict(self) -> dict[str, object]:
        """The same as plain dictionaries, lists, numbers and None, ready for JSON."""
        return asdict(self)


def figures(outcomes: Sequence[Outcome], qrels: Qrels, removed: Sequence[Outcome] = ()) -> Figures:
    """Everything about these outcomes (at least one), and about those with what answers them removed."""
    run = {outcome.question.id: outcome.pages for outcome in outcomes}
    answerable = [outcome.question.id for outcome in outcomes if outcome.question.answerable]
    return Figures(
        questions=len(outcomes),
        statuses=status_shares(outcomes),
        retrieval=retrieval({id: qrels[id] for id in run if id in qrels}, run),
        retrieval_answerable=retrieval({id: qrels[id] for id in answerable if id in qrels}, run),
        answers=answer_figures(outcomes),
        abstention=abstention_figures([*outcomes, *removed]),
        latency=latency([outcome.milliseconds for outcome in outcomes]),
    )
