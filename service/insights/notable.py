"""Single questions that want a look: those that took longest, and those whose answer did not help."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from service.feedback import Feedback
from service.question_log import Asked, masked

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer or a page that somebody found no help in. `said` is masked."""

    at: datetime
    question: str
    page_url: str
    said: str


def slowest(asked: Iterable[Asked], limit: int = SHOWN) -> tuple[Asked, ...]:
    """The questions that took longest, each once, slowest first."""
    worst: dict[str, Asked] = {}
    for each in sorted(asked, key=lambda each: -each.milliseconds):
        worst.setdefault(each.question, each)
    return tuple(worst.values())[:limit]


def rated_badly(feedback: Iterable[Feedback], since: datetime) -> tuple[Rated, ...]:
    """What did not help anybody who said so since then, in the order of the feedback."""
    bad = (each for each in feedback if each.helpful is False and each.at >= since)
    return tuple(map(_rated, bad))


def _rated(feedback: Feedback) -> Rated:
    """Feedback is kept as it was written, so it is masked here."""
    said = feedback.reason or feedback.content
    return Rated(feedback.at, masked(feedback.question), masked(feedback.page_url), masked(said))
