"""Outcomes of labelled questions, made by hand."""

from collections.abc import Sequence

from index.evaluation.dataset import Question
from index.evaluation.outcome import Outcome


def outcome(
    question: Question,
    *,
    pages: Sequence[str] = (),
    answer: str = "",
    language: str = "en",
    status: str = "",
    confidence: float = 0.5,
    milliseconds: float = 1.0,
) -> Outcome:
    """An outcome that is answered where it has an answer."""
    status = status or ("answered" if answer else "unanswered")
    return Outcome(question, pages, answer, language, status, bool(answer), confidence, milliseconds)


def labelled(answerable: bool, answered: bool, confidence: float, id: str = "q") -> Outcome:
    """An outcome of a question that is said to be answerable or not."""
    question = Question(id, "?", answerable=answerable)
    return outcome(question, answer="Yes." if answered else "", confidence=confidence)
