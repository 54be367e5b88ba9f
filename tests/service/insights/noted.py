"""Questions as the log has them, for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.answer import Status
from service.question_log import Asked

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def asked(
    question: str,
    language: str = "en",
    status: Status = Status.UNANSWERED,
    days_ago: int = 0,
    milliseconds: int = 20,
    sources: tuple[str, ...] = (),
    nearest: tuple[str, ...] = (),
) -> Asked:
    """A question of some days ago."""
    at = NOW - timedelta(days=days_ago)
    return Asked(at, question, language, status, 0.5, milliseconds, "/{path:path}", sources, nearest)


@dataclass(slots=True)
class Noted:
    """A log that holds these, the newest first. It counts how often it was read."""

    rows: list[Asked]
    read: int = 0

    def latest(self, limit: int, since: datetime) -> list[Asked]:
        """The last ones since then."""
        self.read += 1
        return [each for each in self.rows if each.asked_at >= since][:limit]

    def state(self) -> int:
        """How many there are."""
        return len(self.rows)
