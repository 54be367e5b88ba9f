"""Brings the corpus up to date with its source: fetches what is new or changed, drops what is gone."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import anyio

from ingest.corpus import Corpus, Failure
from ingest.errors import PageError, PageGoneError, SourceError, TransientPageError
from ingest.outcome import CrawlReport, NoProgress, Outcome, Progress
from ingest.page import Alternate
from ingest.source import Fetched, Listing, Source

WORKERS = 8
"""Pages in the making at once; a website's own limit on requests is its fetcher's."""

SHRINK_BELOW = 0.5
"""A source that has less than this share of last time's pages is more likely broken than shortened."""

GIVE_UP_AFTER = 40
"""Pages in a row that fail for now: the source is down, and asking on for hours helps nobody."""

CONFIRMED_AT_ONCE = 500
"""Unchanged pages are noted so many at a time; a kill in between costs asking for them again."""


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
                url, outcome = await self._update(listing)
                self.in_a_row, reason = 0, ""
            except PageError as error:
                url, outcome, reason = listing.url, self._fail(listing, error), error.cause
            if (
                outcome is not Outcome.UNCHANGED or url not in self.outcomes
            ):  # two listings may lead to one page
                self.outcomes[url] = (listing.language, outcome)
            self.progress.done(listing, outcome, reason)

    async def _update(self, listing: Listing) -> tuple[str, Outcome]:
        """The URL of the listing's page, and what became of it."""
        known = self.corpus.validators(listing.url)
        if known and listing.url in self.fresh and known.listed_at == listing.last_modified:
            return self._confirm(listing)
        fetched = await self.source.fetch(listing, known)
        return self._confirm(listing) if fetched is None else self._store(listing, fetched)

    def _confirm(self, listing: Listing) -> tuple[str, Outcome]:
        self.unchanged.append((listing.url, listing.alternates))
        if len(self.unchanged) >= CONFIRMED_AT_ONCE:
            self.flush()
        return listing.url, Outcome.UNCHANGED

    def flush(self) -> None:
        """Note the pages that were seen unchanged."""
        self.corpus.confirm(self.unchanged)
        self.unchanged.clear()

    def _store(self, listing: Listing, fetched: Fetched) -> tuple[str, Outcome]:
        kind = self.corpus.save(fetched, listing.url)
        return fetched.page.url, Outcome(kind) if kind else Outcome.UNCHANGED

    def _fail(self, listing: Listing, error: PageError) -> Outcome:
        if isinstance(error, PageGoneError):
            self.corpus.gone(listing.url, error.cause)
            return Outcome.GONE
        self.corpus.fail(listing.url, error.cause)
        self.failed.append(Failure(listing.url, error.cause))
        self.in_a_row += isinstance(error, TransientPageError)
        if self.in_a_row >= GIVE_UP_AFTER:
            raise SourceError(
                f"{self.source.location} stopped answering: {self.in_a_row} pages in a row failed, the last"
                f" one so: {error} What was fetched is kept: run the same command later to go on."
            ) from error
        return Outcome.FAILED

    def drop(self) -> None:
        """Remove the pages that no listing leads to."""
        for left in self.corpus.drop():
            if left.moved_to:
                self.outcomes[left.moved_to] = (left.language, Outcome.MOVED)
            else:
                self.outcomes[left.url] = (left.language, Outcome.REMOVED)


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
    before = corpus.listed if corpus.source == source.location else 0
    if not accept_shrink:
        _refuse_shrink(source, len(listings), before, "lists")
    run.progress.discovered(len(listings))
    run.fresh = corpus.visited_since(corpus.begin(source.location))
    held = len(corpus)
    await _work(run, listings)
    kept = corpus.forget(listing.url for listing in listings)
    if not accept_shrink:
        _refuse_shrink(source, kept, held, "still has")
    run.drop()
    corpus.finish(len(listings))
    counts = Counter(run.outcomes.values())
    return CrawlReport(source.location, len(listings), counts, tuple(run.failed), time.monotonic() - start)


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


def _refuse_shrink(source: Source, count: int, before: int, has: str) -> None:
    if count < before * SHRINK_BELOW:
        raise SourceError(
            f"{source.location} {has} {count} pages, {before} last time: nothing was removed."
            " If that is right, crawl again with --accept-shrink."
        )
