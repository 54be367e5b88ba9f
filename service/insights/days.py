"""How many questions were asked each day, and what came of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from service.answer import Status
from service.question_log import Asked


@dataclass(frozen=True, slots=True)
class Day:
    """One day's questions (in UTC), by what came of them."""

    date: date
    answered: int
    partial: int
    unanswered: int

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.partial + self.unanswered


def by_day(asked: Iterable[Asked], days: int, now: datetime) -> tuple[Day, ...]:
    """The last days, the oldest first, `now` in the last one; those without a question too."""
    counts = Counter((each.asked_at.astimezone(UTC).date(), each.status) for each in asked)
    today = now.astimezone(UTC).date()
    dates = (today - timedelta(days=back) for back in reversed(range(days)))
    return tuple(Day(date, *(counts[date, status] for status in Status)) for date in dates)
