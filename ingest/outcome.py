"""What a crawl tells while it runs, and in the end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ingest.corpus import Failure
from ingest.source import Listing


class Outcome(StrEnum):
    """What became of one page; one that is gone was listed, and never there."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    REMOVED = "removed"
    GONE = "gone"
    FAILED = "failed"


class Progress(Protocol):
    """Is told how a crawl goes on, as it goes."""

    def discovered(self, count: int) -> None:
        """The source lists `count` pages; their fetching begins."""

    def done(self, listing: Listing, outcome: Outcome, reason: str = "") -> None:
        """One of them is dealt with; `reason` says why it failed, or is no more."""


class NoProgress:
    """Nobody watches."""

    def discovered(self, count: int) -> None:
        """Tell nobody."""

    def done(self, listing: Listing, outcome: Outcome, reason: str = "") -> None:
        """Tell nobody."""


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did. `counts` holds pages by (language, outcome); `seconds` is its duration."""

    location: str
    listed: int
    counts: Mapping[tuple[str, Outcome], int]
    failed: tuple[Failure, ...]
    seconds: float

    def total(self, outcome: Outcome) -> int:
        """How many pages, of all languages, came out so."""
        return sum(count for (_, found), count in self.counts.items() if found is outcome)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it met, by code."""
        return tuple(sorted({language for language, _ in self.counts}))

    @property
    def added(self) -> int:
        """Pages that were new."""
        return self.total(Outcome.ADDED)

    @property
    def changed(self) -> int:
        """Pages whose title, language or text changed."""
        return self.total(Outcome.CHANGED)

    @property
    def unchanged(self) -> int:
        """Pages that were as stored."""
        return self.total(Outcome.UNCHANGED)

    @property
    def removed(self) -> int:
        """Pages that the source has no more."""
        return self.total(Outcome.REMOVED)

    @property
    def is_whole(self) -> bool:
        """Whether no page failed."""
        return not self.failed

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many pages failed for each reason, the most frequent one first."""
        return dict(Counter(failure.reason for failure in self.failed).most_common())
