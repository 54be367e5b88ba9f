"""Brings the corpus up to date with its source: fetches what is new or changed, drops what is gone."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import anyio

from ingest.corpus import Corpus, Failure
from ingest.errors import PageError, SourceError, TransientPageError
from ingest.outcome import CrawlReport, NoProgress, Outcome, Progress
from ingest.page import Alternate
from ingest.source import Listing, Source
from ingest.visit import Visited, visit

WORKERS = 8
"""Pages in the making at once; a website's own limit on requests is its fetcher's."""

SHRINK_BELOW = 0.5
"""A source that has less than this share of last time's pages is more likely broken than shortened."""

GIVE_UP_AFTER = 40
"""Pages in a row that fail for now: the source is down, and asking on for hours helps nobody."""

CONFIRMED_AT_ONCE = 500
"""Unchanged pages are noted so many at a time; a kill in between costs asking for them again."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A page that left its URL: `url` is where it is now, or was."""

    url: str
    language: str
    outcome: Outcome


@dataclass(slots=True)
class _Run:
    """One crawl under way. `outcomes` holds (language, outcome) by the URL of a listing or a page."""

    source: Source
    corpus: Corpus
    progress: Progress
    outcomes: dict[str, tuple[str, Outcome]] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)
    fresh: frozenset[str] = frozenset()
    unchanged: list[tuple[str, Sequence[Alternate]]] = field(default_factory=list)
    in_a_row: int = 0

    async def work(self, waiting: Iterator[Listing]) -> None:
        """Deal with listings until none waits."""
        for listing in waiting:
            try:
                seen = await self._update(listing)
                self.in_a_row = 0
            except PageError as error:
                seen = self._fail(listing, error)
            if (
                seen.outcome is not Outcome.UNCHANGED or seen.url not in self.outcomes
            ):  # two listings may lead to one page
                self.outcomes[seen.url] = (listing.language, seen.outcome)
            self.progress.done(listing, seen.outcome, seen.reason)

    async def _update(self, listing: Listing) -> Visited:
        if listing.url in self.fresh and is_as_listed(self.corpus, listing):
            self._confirm(listing)
            return Visited(listing.url, Outcome.UNCHANGED)
        return await visit(self.source, self.corpus, listing, self._confirm)

    def _confirm(self, listing: Listing) -> None:
        self.unchanged.append((listing.url, listing.alternates))
        if len(self.unchanged) >= CONFIRMED_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Note the pages that were seen unchanged."""
        self.corpus.confirm(self.unchanged)
        self.unchanged.clear()

    def _fail(self, listing: Listing, error: PageError) -> Visited:
        self.corpus.fail(listing.url, error.cause)
        self.failed.append(Failure(listing.url, error.cause))
        self.in_a_row += isinstance(error, TransientPageError)
        if self.in_a_row >= GIVE_UP_AFTER:
            raise silent(self.source.location, self.in_a_row, str(error)) from error
        return Visited(listing.url, Outcome.FAILED, error.cause)


async def crawl(
    source: Source, corpus: Corpus, progress: Progress | None = None, *, accept_shrink: bool = False
) -> CrawlReport:
    """Fetch every page that is new or changed, store it, and remove those that the source has no more.

    Each page is stored as it arrives, so a crawl that is cut off goes on where it stopped when it is run
    again. A page that fails is reported and its older copy stays, unless the source says that it is gone.
    Raises SourceError where the source cannot list its pages, stops answering, or has less than half of last
    time's pages (`accept_shrink` allows that); no page is removed then.
    """
    start = time.monotonic()
    run = _Run(source, corpus, progress or NoProgress())
    listings = await source.discover()
    begun = admit(corpus, source.location, len(listings), accept_shrink=accept_shrink)
    run.progress.discovered(len(listings))
    run.fresh = corpus.visited_since(begun)
    held = len(corpus)
    await _work(run, listings)
    urls = [listing.url for listing in listings]
    for left in conclude(corpus, urls, held, accept_shrink=accept_shrink):
        run.outcomes[left.url] = (left.language, left.outcome)
    counts = Counter(run.outcomes.values())
    return CrawlReport(source.location, len(listings), counts, tuple(run.failed), time.monotonic() - start)


def admit(corpus: Corpus, location: str, listed: int, *, accept_shrink: bool) -> datetime:
    """Begin to crawl a source that lists so many pages; the moment since which pages count as fetched.

    Raises SourceError where these are less than half of last time's.
    """
    before = corpus.listed if corpus.source == location else 0
    if not accept_shrink:
        _refuse_shrink(location, listed, before, "lists")
    return corpus.begin(location)


def conclude(corpus: Corpus, listed: Sequence[str], held: int, *, accept_shrink: bool) -> list[Leaving]:
    """End a crawl of these listings, before which the corpus `held` so many pages; the pages that are gone.

    Raises SourceError, and removes nothing, where less than half of the pages are left.
    """
    kept = corpus.forget(listed)
    if not accept_shrink:
        _refuse_shrink(corpus.source, kept, held, "still has")
    left = [
        Leaving(each.moved_to, each.language, Outcome.MOVED)
        if each.moved_to
        else Leaving(each.url, each.language, Outcome.REMOVED)
        for each in corpus.drop()
    ]
    corpus.finish(len(listed))
    return left


def is_as_listed(corpus: Corpus, listing: Listing) -> bool:
    """Whether the stored page is of the very moment that its source says now, or none was ever said."""
    known = corpus.validators(listing.url)
    return known is not None and known.listed_at == listing.last_modified


def silent(location: str, in_a_row: int, last: str) -> SourceError:
    """What to say of a source that gives no page any more."""
    return SourceError(
        f"{location} stopped answering: {in_a_row} pages in a row failed, the last"
        f" one so: {last} What was fetched is kept: run the same command later to go on."
    )


async def _work(run: _Run, listings: Sequence[Listing]) -> None:
    waiting = iter(listings)
    try:
        async with anyio.create_task_group() as group:
            for _ in range(WORKERS):
                group.start_soon(run.work, waiting)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    finally:
        run.flush()


def _refuse_shrink(location: str, count: int, before: int, has: str) -> None:
    if count < before * SHRINK_BELOW:
        raise SourceError(
            f"{location} {has} {count} pages, {before} last time: nothing was removed."
            " If that is right, crawl again with --accept-shrink."
        )
