"""Brings the corpus up to date with its source: fetches what is new or changed, drops what is gone."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import anyio

from ingest.corpus import Corpus, Failure
from ingest.errors import PageError, SourceError
from ingest.page import Page
from ingest.source import Fetched, Listing, Source

WORKERS = 8
"""Pages in the making at once; a website's own limit on requests is its fetcher's."""

SHRINK_BELOW = 0.5
"""A source that lists less than this share of last time's pages is more likely broken than shortened."""


class Outcome(StrEnum):
    """What became of one page."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


class Progress(Protocol):
    """Is told how a crawl goes on, as it goes."""

    def discovered(self, count: int) -> None:
        """The source lists `count` pages; their fetching begins."""

    def done(self, listing: Listing, outcome: Outcome) -> None:
        """One of them is dealt with."""


class NoProgress:
    """Nobody watches."""

    def discovered(self, count: int) -> None:
        """Tell nobody."""

    def done(self, listing: Listing, outcome: Outcome) -> None:
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
        """Pages that the source lists no more."""
        return self.total(Outcome.REMOVED)


@dataclass(slots=True)
class _Run:
    """One crawl under way."""

    source: Source
    corpus: Corpus
    progress: Progress
    counts: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    failed: list[Failure] = field(default_factory=list)
    stored: set[str] = field(default_factory=set)
    fresh: frozenset[str] = frozenset()

    async def work(self, waiting: Iterator[Listing]) -> None:
        """Deal with listings until none waits."""
        for listing in waiting:
            outcome = await self._update(listing)
            self._count(listing.language, outcome)
            self.progress.done(listing, outcome)

    def drop(self, listings: Sequence[Listing]) -> None:
        """Remove the pages that no listing leads to."""
        for page in self.corpus.keep(listing.url for listing in listings):
            self._count(page.language, Outcome.REMOVED)

    async def _update(self, listing: Listing) -> Outcome:
        known = self.corpus.validators(listing.url)
        if known and listing.url in self.fresh and known.listed_at == listing.last_modified:
            return self._confirm(listing)
        try:
            fetched = await self.source.fetch(listing, known)
        except PageError as error:
            self.corpus.fail(listing.url, str(error))
            self.failed.append(Failure(listing.url, str(error)))
            return Outcome.FAILED
        return self._confirm(listing) if fetched is None else self._store(listing, fetched)

    def _confirm(self, listing: Listing) -> Outcome:
        self.corpus.confirm(listing.url, listing.alternates)
        return Outcome.UNCHANGED

    def _store(self, listing: Listing, fetched: Fetched) -> Outcome:
        before = self.corpus.page(fetched.page.url)
        again = fetched.page.url in self.stored  # two listings led to one page, moved there
        self.corpus.save(fetched, listing.url)
        self.stored.add(fetched.page.url)
        return Outcome.UNCHANGED if again else _outcome(before, fetched.page)

    def _count(self, language: str, outcome: Outcome) -> None:
        self.counts[language, outcome] += 1


async def crawl(
    source: Source, corpus: Corpus, progress: Progress | None = None, *, accept_shrink: bool = False
) -> CrawlReport:
    """Fetch every page that is new or changed, store it, and remove those that the source lists no more.

    Each page is stored as it arrives, so a crawl that is cut off goes on where it stopped when it is run
    again. A page that fails is reported and its older copy stays. Raises SourceError where the source
    cannot list its pages, or lists less than half of last time's (`accept_shrink` allows that); the corpus
    is then as it was.
    """
    start = time.monotonic()
    run = _Run(source, corpus, progress or NoProgress())
    listings = await source.discover()
    if not accept_shrink:
        _refuse_shrink(source, corpus, len(listings))
    run.progress.discovered(len(listings))
    run.fresh = corpus.visited_since(corpus.begin(source.location))
    await _work(run, listings)
    run.drop(listings)
    corpus.finish(len(listings))
    return CrawlReport(
        source.location, len(listings), run.counts, tuple(run.failed), time.monotonic() - start
    )


async def _work(run: _Run, listings: Sequence[Listing]) -> None:
    waiting = iter(listings)
    try:
        async with anyio.create_task_group() as group:
            for _ in range(WORKERS):
                group.start_soon(run.work, waiting)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures


def _refuse_shrink(source: Source, corpus: Corpus, count: int) -> None:
    if corpus.source == source.location and count < corpus.listed * SHRINK_BELOW:
        raise SourceError(
            f"{source.location} lists {count} pages, {corpus.listed} last time: nothing was changed."
            " If that is right, crawl again with --accept-shrink."
        )


def _outcome(before: Page | None, page: Page) -> Outcome:
    if before is None:
        return Outcome.ADDED
    return Outcome.UNCHANGED if before.content_hash == page.content_hash else Outcome.CHANGED
