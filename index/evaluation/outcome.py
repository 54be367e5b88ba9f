"""The outcome of a labelled question: what the service made of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.evaluation.dataset import Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled question.

    `pages` are the ids (as in the qrels) of the pages found, best first; a repeated one counts where it is
    first. `answer` is the direct answer's markdown, `language` the one that it begins in, `status` the
    service's own word for how far it answers. `answered` is False where the docs were said not to tell;
    `answer` then counts as empty. `confidence` is the probability that they do, `milliseconds` what it took.
    """

    question: Question
    pages: Sequence[str]
    answer: str
    language: str
    status: str
    answered: bool
    confidence: float
    milliseconds: float

    @property
    def given(self) -> str:
        """The answer that counts."""
        return self.answer if self.answered else ""


def status_shares(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The share of each status that occurs, in [0, 1], in the alphabet's order."""
    counts = Counter(outcome.status for outcome in outcomes)
    return {status: count / len(outcomes) for status, count in sorted(counts.items())}
