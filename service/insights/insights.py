"""What the log, the feedback and the pages tell, for a number of days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

from index.models import Embedders
from index.store import Generation
from service.answer import Status
from service.feedback import FeedbackStore
from service.found import Found
from service.insights.days import Day, by_day
from service.insights.drift import Drift, drifts
from service.insights.notable import Rated, rated_badly, slowest
from service.insights.pages import PageUse, never_used, page_uses
from service.insights.space import Space
from service.insights.topics import Topic, topics
from service.question_log import Asked
from service.questions.question import Question

READ = 100_000
"""So many questions are looked at, the newest ones."""

FEEDBACK_READ = 1000

HEADINGS = 200
"""So many page titles tell what a language looks like."""


class Knows(Protocol):
    """Finds what the documentation has on a question."""

    @property
    def embedders(self) -> Embedders:
        """The models that questions are embedded with."""

    def find(self, question: Question) -> Found:
        """The passages nearest to the question."""

    def generation(self) -> Generation:
        """The live generation. Raises NoIndexError while there is none."""


class Past(Protocol):
    """Knows what was asked."""

    def latest(self, limit: int, since: datetime) -> list[Asked]:
        """The last questions, the newest first; none that were asked before `since`."""

    def state(self) -> int:
        """A number that changes when a question is written."""


@dataclass(frozen=True, slots=True)
class Insights:
    """All that is told of the last `days`: `asked` questions, `is_noted` whether questions are noted at all.

    `sourced` of them named pages; `topics` are what was asked in vain.
    """

    days: int
    at: datetime
    is_noted: bool
    asked: int
    sourced: int
    by_day: tuple[Day, ...]
    slowest: tuple[Asked, ...]
    rated_badly: tuple[Rated, ...]
    topics: tuple[Topic, ...]
    pages: tuple[PageUse, ...]
    twins: tuple[Drift, ...]

    @property
    def unused(self) -> tuple[PageUse, ...]:
        """The pages that no answer came from."""
        return never_used(self.pages)

    def counted(self, status: Status) -> int:
        """How many questions had this status."""
        return sum(getattr(day, status) for day in self.by_day)


@dataclass(slots=True)
class Analyst:
    """Makes insights. `log` is None where no question is noted, `feedback` where nobody takes any.

    Calls from several threads wait for each other. What was embedded stays, for the next call.
    """

    asker: Knows
    log: Past | None
    feedback: FeedbackStore | None
    _generation: int = field(default=-1, init=False)
    _space: Space | None = field(default=None, init=False)
    _twins: tuple[Drift, ...] = field(default=(), init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def insights(self, days: int) -> Insights:
        """What is told of the last days. Raises NoIndexError while nothing is indexed."""
        now = datetime.now(UTC)
        since = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
        asked = self.log.latest(READ, since) if self.log else []
        said = self.feedback.latest(FEEDBACK_READ) if self.feedback else ()
        with self._lock:
            generation = self.asker.generation()
            space, twins = self._of(generation)
            found = topics(asked, space, self._find)
        return Insights(
            days=days,
            at=now,
            is_noted=self.log is not None,
            asked=len(asked),
            sourced=sum(bool(each.sources) for each in asked),
            by_day=by_day(asked, days, now),
            slowest=slowest(asked),
            rated_badly=rated_badly(said, since),
            topics=found,
            pages=page_uses(asked, generation),
            twins=twins,
        )

    def state(self) -> tuple[object, ...]:
        """What insights depend on; equal states give equal ones on one day."""
        newest = self.feedback.latest(1) if self.feedback else ()
        return (
            self.log.state() if self.log else 0,
            newest[0].number if newest else 0,
            self.asker.generation().info.number,
            datetime.now(UTC).date(),
        )

    def _of(self, generation: Generation) -> tuple[Space, tuple[Drift, ...]]:
        """What follows from the pages alone: made once for a generation."""
        if self._space is None or self._generation != generation.info.number:
            self._space = Space(self.asker.embedders.across(), _titles(generation))
            self._twins = drifts(generation, self._space)
            self._generation = generation.info.number
        return self._space, self._twins

    def _find(self, question: str, language: str) -> Found:
        return self.asker.find(Question(question, language=language))


def _titles(generation: Generation) -> dict[str, Sequence[str]]:
    titles: dict[str, list[str]] = {}
    for page in generation.pages():
        titles.setdefault(page.language, []).append(page.title)
    return {language: of_language[:HEADINGS] for language, of_language in titles.items()}
