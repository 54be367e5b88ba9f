"""Whole crawls of local sites and folders into a corpus."""

import tarfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.crawl import crawl
from ingest.errors import IngestError, SourceError
from ingest.journal import ChangeKind
from ingest.outcome import CrawlReport, Outcome
from ingest.page import Page
from ingest.source import Fetched, Listing, Source, Validators
from ingest.sources import open_source
from ingest.web.fetcher import FetchLimits
from tests.docs_site import WRITTEN, DocsSite, Fault, docs_site

pytestmark = pytest.mark.anyio
PAGES = {f"/page-{number}": f"# Page {number}\n\nSome words.\n" for number in range(6)}
PAGES |= {f"/pt{path}": text.replace("Some words", "Umas palavras") for path, text in PAGES.items()}


class Watcher:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.count = 0
        self.outcomes: list[Outcome] = []

    def discovered(self, count: int) -> None:
        """Remember the number of pages."""
        self.count = count

    def done(self, listing: Listing, outcome: Outcome, reason: str = "") -> None:
        """Remember the outcome; a reason comes with a failure only."""
        assert listing.path in PAGES
        assert bool(reason) == (outcome is Outcome.FAILED)
        self.outcomes.append(outcome)


class Killed(BaseException):
    """Ends a crawl as a signal would."""


class Interrupted:
    """A source whose crawl is killed at the n-th page."""

    def __init__(self, source: Source, after: int) -> None:
        self._source = source
        self._left = after

    @property
    def location(self) -> str:
        """That of the source."""
        return self._source.location

    async def discover(self) -> Sequence[Listing]:
        """As the source."""
        return await self._source.discover()

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """As the source, until the kill."""
        self._left -= 1
        if self._left < 0:
            raise Killed
        return await self._source.fetch(listing, known)

    async def aclose(self) -> None:
        """As the source."""
        await self._source.aclose()


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """Twelve pages in two languages."""
    with docs_site(PAGES, variants=("/pt",)) as running:
        yield running


@asynccontextmanager
async def opened(location: str, limits: FetchLimits) -> AsyncIterator[Source]:
    """A source that is closed in the end."""
    source = open_source(location, limits=limits, allow_private=True)
    try:
        yield source
    finally:
        await source.aclose()


async def crawled(
    location: str, corpus: Corpus, limits: FetchLimits, *, accept_shrink: bool = False
) -> CrawlReport:
    """The report of one crawl."""
    async with opened(location, limits) as source:
        return await crawl(source, corpus, accept_shrink=accept_shrink)


async def test_a_crawl_stores_every_page_and_reports_by_language(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """Each page is told to the watcher, stored once and counted."""
    watcher = Watcher()
    async with opened(site.url, limits) as source:
        report = await crawl(source, corpus, watcher)
    assert corpus.urls() == {site.url + path for path in PAGES}
    assert report.counts == {("en", Outcome.ADDED): 6, ("pt", Outcome.ADDED): 6}
    assert (report.added, report.changed, report.unchanged, report.removed) == (12, 0, 0, 0)
    assert report.languages == ("en", "pt")
    assert (watcher.count, watcher.outcomes) == (12, [Outcome.ADDED] * 12)
    assert (corpus.source, corpus.listed, corpus.crawled_at is not None) == (site.url, 12, True)
    assert 0 < report.seconds < 10


async def test_an_unchanged_site_costs_no_page_requests(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """The second crawl asks for robots.txt, the tables of contents and the home page's language only."""
    await crawled(site.url, corpus, limits)
    site.requests.clear()
    report = await crawled(site.url, corpus, limits)
    assert report.unchanged == 12
    assert not [request for request in site.requests if "/page-" in request.path]


async def test_changes_are_told_from_touches(site: DocsSite, corpus: Corpus, limits: FetchLimits) -> None:
    """A page with a new date and the same text is unchanged; new, changed and removed pages are counted."""
    await crawled(site.url, corpus, limits)
    later = WRITTEN + timedelta(days=1)
    site.write("/page-0", PAGES["/page-0"], later)
    site.write("/page-1", "# Page 1\n\nOther words.\n", later)
    site.write("/page-9", "# Page 9\n", later)
    del site.pages["/pt/page-5"]
    report = await crawled(site.url, corpus, limits)
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 1, 10, 1)
    assert report.counts["pt", Outcome.REMOVED] == 1
    assert corpus.page(f"{site.url}/pt/page-5") is None
    changed = corpus.page(f"{site.url}/page-1")
    assert changed is not None
    assert "Other words" in changed.markdown


async def test_one_failed_page_does_not_stop_the_others(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """It is reported with its reason; the copy of an earlier crawl stays."""
    await crawled(site.url, corpus, limits)
    later = WRITTEN + timedelta(days=1)
    for path in ("/page-0", "/page-1"):
        site.write(path, "# New\n\nNew words.\n", later)
    site.faults["/page-0.md"] = Fault(status=500)
    report = await crawled(site.url, corpus, limits)
    assert (report.changed, report.unchanged) == (1, 10)
    (failure,) = report.failed
    assert failure.url == f"{site.url}/page-0"
    assert "answered 500" in failure.reason
    assert corpus.failures() == report.failed
    kept = corpus.page(f"{site.url}/page-0")
    assert kept is not None
    assert "Some words" in kept.markdown
    site.faults.clear()
    assert (await crawled(site.url, corpus, limits)).changed == 1
    assert corpus.failures() == ()


async def test_a_moved_page_is_stored_once_under_its_new_address(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """Whether its old address, its new one or both are listed."""
    await crawled(site.url, corpus, limits)
    site.pages["/renamed"] = site.pages.pop("/page-0")
    site.moved = {"/page-0": "/renamed"}
    report = await crawled(site.url, corpus, limits)
    assert corpus.page(f"{site.url}/page-0") is None
    assert corpus.page(f"{site.url}/renamed") is not None
    assert len(corpus.urls()) == 12
    assert (report.total(Outcome.MOVED), report.added, report.removed) == (1, 0, 0)
    (change,) = [change for change in corpus.journal.since() if change.kind is ChangeKind.MOVED]
    assert (change.url, change.previous) == (f"{site.url}/renamed", f"{site.url}/page-0")


async def test_a_crawl_that_was_killed_is_resumed(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """Pages that were stored are not fetched again, even where the site has neither lastmod nor ETags."""
    site.lastmod = site.validators = False
    async with opened(site.url, limits) as source:
        with pytest.raises(BaseExceptionGroup, match="unhandled"):
            await crawl(Interrupted(source, after=9), corpus)
    stored = len(corpus.urls())
    assert 0 < stored <= 9
    site.requests.clear()
    report = await crawled(site.url, corpus, limits)
    assert (report.added, report.unchanged) == (12 - stored, stored)
    assert len([request for request in site.requests if "/page-" in request.path]) == 12 - stored
    assert (await crawled(site.url, corpus, limits)).unchanged == 12
    assert len([request for request in site.requests if "/page-" in request.path]) == 24 - stored


async def test_a_site_that_shrank_is_not_believed(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """Less than half of last time's pages ends the crawl, and the corpus stays, unless that is accepted."""
    await crawled(site.url, corpus, limits)
    for path in list(PAGES)[:7]:
        del site.pages[path]
    with pytest.raises(SourceError, match=r"lists 5 pages, 12 last time.*--accept-shrink"):
        await crawled(site.url, corpus, limits)
    assert len(corpus.urls()) == 12
    assert (await crawled(site.url, corpus, limits, accept_shrink=True)).removed == 7
    assert len(corpus.urls()) == 5


async def test_a_failed_discovery_leaves_the_corpus_alone(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, tmp_path: Path
) -> None:
    """Also where another location was meant to replace it; once that lists pages, it does."""
    await crawled(site.url, corpus, limits)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(SourceError):
        await crawled(str(other), corpus, limits)
    assert (len(corpus.urls()), corpus.source) == (12, site.url)
    (other / "a.md").write_text("# A page\n\nThe text of the page.\n")
    report = await crawled(str(other), corpus, limits)
    assert (set(corpus.urls()), corpus.source) == ({"/a"}, str(other))
    assert (report.added, report.removed) == (1, 0)


async def test_an_error_of_the_corpus_ends_the_crawl_as_itself(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """What goes wrong in a worker reaches the caller as one plain error."""

    class Full(Interrupted):
        async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
            raise IngestError(f"no room for {listing.path} ({known})")

    async with opened(site.url, limits) as source:
        with pytest.raises(IngestError, match="no room for /page-"):
            await crawl(Full(source, after=0), corpus)


async def test_few_requests_run_at_once(site: DocsSite, corpus: Corpus, limits: FetchLimits) -> None:
    """The delay between requests holds for all workers together."""
    await crawled(site.url, corpus, replace(limits, delay=0.02))
    times = [request.at for request in site.requests]
    assert times[-1] - times[0] >= 0.018 * (len(times) - 1)


class OnePage:
    """A source whose two listings lead to one page, in this order."""

    location = "one"

    def __init__(self, *paths: str) -> None:
        self._paths = paths

    async def discover(self) -> Sequence[Listing]:
        """Both."""
        return [Listing(path, path, language="en") for path in self._paths]

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page at its one address."""
        assert listing.path in self._paths
        assert known is None
        return Fetched(Page("/new", "/new", "T", "", "en", "# T", datetime.now(UTC)), Validators())

    async def aclose(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("paths", [("/old", "/new"), ("/new", "/old")])
async def test_a_page_that_two_listings_lead_to_is_counted_once_as_what_it_is(
    corpus: Corpus, paths: tuple[str, str]
) -> None:
    """New, whichever of them comes first."""
    report = await crawl(OnePage(*paths), corpus)
    assert report.counts == {("en", Outcome.ADDED): 1}


@pytest.mark.shared
@pytest.mark.parametrize("archive", ["solanabr-wiki", "excelize-doc"])
async def test_real_sites_are_crawled_whole(
    shared: Path, tmp_path: Path, corpus: Corpus, limits: FetchLimits, archive: str
) -> None:
    """Every file of a site's three languages is found once, in its language, and paired with its twins."""
    with tarfile.open(shared / "sites" / f"{archive}.tar.xz") as packed:
        packed.extractall(tmp_path / "site", filter="data")
    with docs_site(tmp_path / "site", variants=("/en", "/es", "/pt")) as site:
        report = await crawled(site.url, corpus, limits)
        assert report.failed == ()
        assert {page.path for page in corpus.pages()} == set(site.pages)
        assert all(page.language == page.path[1:3] for page in corpus.pages())
        assert all(len(page.alternates) == 2 for page in corpus.pages())
