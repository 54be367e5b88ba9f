"""Whole crawls of sites where something goes wrong: they end, keep what is good and name what is not."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.crawl import crawl
from ingest.errors import SourceError
from ingest.outcome import CrawlReport, Outcome
from ingest.sources import open_source
from ingest.web.fetcher import FetchLimits
from tests.docs_faults import MEGABYTE, PNG, bomb, brief, busy, charset, huge, redirect
from tests.docs_site import WRITTEN, DocsSite, Fault, Packing, Trap, docs_site, numbered

pytestmark = pytest.mark.anyio
BAD = "/ação"
GOOD = {
    "/": "# Home\n\nWhere everything begins.\n",
    "/one": "# One\n\nThe first page.\n",
    "/two": "# Two\n\nThe second page.\n",
}
TEXT = "# Ação\n\nUma frase só, de vinte e poucas letras.\n"
LISTS = ("/robots.txt", "/sitemap.xml", "/sitemap-pages.xml")


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """Three good pages and one that faults are put on."""
    with docs_site(GOOD | {BAD: TEXT}) as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[DocsSite]:
    """Another site, which no crawl of the first may ask for anything."""
    with docs_site(GOOD) as running:
        yield running
        assert running.requests == []


def spoil(site: DocsSite, fault: Fault, path: str = BAD) -> Fault:
    """Put a fault on a page, whichever way it is asked for."""
    site.faults[path] = site.faults[f"{path}.md"] = fault
    return fault


async def crawled(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, secrets: Mapping[str, str] | None = None
) -> CrawlReport:
    """The report of one crawl."""
    source = open_source(site.url, limits=limits, allow_private=True, secrets=secrets)
    try:
        return await crawl(source, corpus)
    finally:
        await source.aclose()


def stored(site: DocsSite, corpus: Corpus) -> Mapping[str, str]:
    """Path -> markdown of what the corpus holds of the site."""
    return {page.path: page.markdown + "\n" for page in corpus.pages() if page.url.startswith(site.url)}


IN_AN_HOUR = datetime.now(UTC) + timedelta(hours=1)
FOR_GOOD = {
    "error": (Fault(status=500), "answered 500"),
    "forbidden": (Fault(status=403), "answered 403"),
    "busy for an hour": (busy(3600), r"answered 429.*3600 s"),
    "busy until a moment": (busy(IN_AN_HOUR, status=503), r"answered 503.*: try again in [23]\d\d\d s"),
    "stall": (Fault(stall=5), "no answer in time"),
    "stall midway": (Fault(stall_midway=5), "no answer in time"),
    "slow drip": (Fault(drip=0.2), "no answer in time"),
    "reset": (Fault(reset=True), r"(?i)connection|disconnect|ReadError"),
    "reset midway": (Fault(reset_midway=True), r"(?i)connection|disconnect|ReadError"),
    "truncated": (Fault(truncated=True), "(?i)complete|closed"),
    "no gzip": (Fault(headers={"Content-Encoding": "gzip"}, body=b"plain"), "cannot be read"),
    "packed twice": (Fault(packed=2), "compressed more than once"),
    "picture": (Fault(kind="text/markdown", body=PNG), "no text"),
    "empty": (Fault(body=b" \n"), "empty"),
    "loop": (redirect("/loop"), "redirects"),
    "file": (redirect("file:///etc/passwd"), r"moved off the site, to file:|cannot be read"),
    "script": (redirect("javascript:alert(1)"), r"moved off the site, to javascript:|cannot be read"),
    "private address": (redirect("http://10.0.0.1/x"), r"moved off the site, to http://10\.0\.0\.1/x"),
    "metadata": (redirect("http://169.254.169.254/latest/meta-data"), r"moved off the site, to http://169"),
}


@pytest.mark.parametrize("name", FOR_GOOD)
async def test_a_page_that_fails_is_named_with_its_cause(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, name: str
) -> None:
    """The crawl ends, every other page is stored, and the copy of an earlier crawl stays."""
    fault, reason = FOR_GOOD[name]
    await crawled(site, corpus, limits)
    site.write(BAD, TEXT.replace("frase", "oração"), WRITTEN + timedelta(days=1))
    site.write("/one", "# One\n\nNew words.\n", WRITTEN + timedelta(days=1))
    spoil(site, fault)
    spoil(site, redirect(BAD), "/loop")
    report = await crawled(site, corpus, limits)
    (failure,) = report.failed
    assert failure.url == f"{site.url}/a%C3%A7%C3%A3o"
    assert re.search(reason, failure.reason), failure.reason
    assert stored(site, corpus) == GOOD | {"/one": "# One\n\nNew words.\n", BAD: TEXT}


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500), busy(1), busy(status=503), Fault(stall=1), Fault(reset=True), Fault(truncated=True)],
    ids=["500", "429 for a second", "503", "stall", "reset", "truncated"],
)
async def test_a_page_that_fails_once_is_had_all_the_same(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, fault: Fault
) -> None:
    """Nothing is reported where a second attempt succeeds."""
    spoil(site, brief(fault, times=1))
    report = await crawled(site, corpus, limits)
    assert report.failed == ()
    assert stored(site, corpus) == GOOD | {BAD: TEXT}


@pytest.mark.parametrize("fault", [huge(), huge(declared=False), bomb()], ids=["declared", "chunked", "bomb"])
async def test_a_page_without_end_is_cut_off_early(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, fault: Fault
) -> None:
    """Of half a gigabyte, or of a gigabyte of zeros, the server gets rid of a few megabytes at most."""
    spoil(site, fault)
    report = await crawled(site, corpus, limits)
    (failure,) = report.failed
    assert "larger than 100,000 bytes" in failure.reason
    assert 0 < fault.sent < 12 * MEGABYTE
    assert stored(site, corpus) == GOOD


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("fault", [huge(), bomb()], ids=["huge", "bomb"])
async def test_a_list_without_end_ends_the_discovery(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, path: str, fault: Fault
) -> None:
    """It is named, and little of it is read."""
    fault = brief(fault, times=100)
    site.faults[path] = fault
    with pytest.raises(SourceError, match=rf"{path}.*larger than"):
        await crawled(site, corpus, limits)
    assert 0 < fault.sent < 12 * MEGABYTE


async def test_redirects_without_end_are_given_up(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """Ever new addresses cost a few requests, not an endless crawl."""
    site.endless.add("/maze")
    report = await crawled(site, corpus, limits)
    assert [failure.url for failure in report.failed] == [f"{site.url}/maze"]
    assert "redirects" in report.failed[0].reason
    asked = [request for request in site.requests if request.path.startswith("/maze")]
    assert len(asked) <= 3 * (limits.redirects + 2)


async def test_nothing_is_asked_of_another_host(
    site: DocsSite, elsewhere: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """Wherever it is named: in robots.txt, a sitemap, llms.txt, a page's text or a page's redirect."""
    site.robots = f"User-agent: *\nSitemap: {elsewhere.url}/sitemap.xml\n"
    named = "".join(f"<url><loc>{root}/one</loc></url>" for root in (site.url, elsewhere.url))
    below = f"<sitemap><loc>{elsewhere.url}/sitemap-pages.xml</loc></sitemap>"
    site.faults["/sitemap.xml"] = Fault(body=f"<urlset>{named}{below}</urlset>".encode())
    site.faults["/llms.txt"] = Fault(
        body=f"- [Two]({elsewhere.url}/two.md)\n- [Bad]({site.url}{BAD}.md)\n".encode()
    )
    site.write("/one", f"# One\n\n[Away]({elsewhere.url}/one)\n", WRITTEN)
    spoil(site, redirect(f"{elsewhere.url}/one.md"))
    report = await crawled(site, corpus, limits)
    assert corpus.page(f"{site.url}/one") is not None
    assert all(elsewhere.url in failure.reason for failure in report.failed)


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap-pages.xml"])
async def test_a_list_that_moved_to_another_host_ends_the_discovery(
    site: DocsSite, elsewhere: DocsSite, corpus: Corpus, limits: FetchLimits, path: str
) -> None:
    """The message names the other host, which is not asked."""
    site.faults[path] = redirect(elsewhere.url + path)
    with pytest.raises(SourceError, match=rf"moved to {elsewhere.url}"):
        await crawled(site, corpus, limits)


@pytest.mark.parametrize(
    "fault",
    [charset("utf-8", "latin-1"), charset("nonsense", "utf-8"), charset("latin-1", "latin-1"),
     charset("", "utf-16"), charset("utf-8", "utf-16"), Fault(kind="text/html"), Fault(packed=1)],
    ids=["latin-1 as utf-8", "nonsense", "latin-1", "utf-16", "utf-16 as utf-8", "markdown as html", "gzip"],
)  # fmt: skip
async def test_a_text_that_is_wrongly_labelled_is_read_all_the_same(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, fault: Fault
) -> None:
    """The author's letters arrive."""
    spoil(site, fault)
    report = await crawled(site, corpus, limits)
    assert report.failed == ()
    assert stored(site, corpus)[BAD] == TEXT


@pytest.mark.parametrize("status", [404, 410, 200])
async def test_a_page_that_is_gone_is_removed(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, status: int
) -> None:
    """Though the sitemap still lists it: the site itself says that there is no such page."""
    await crawled(site, corpus, limits)
    del site.pages[BAD]
    site.gone[BAD] = status
    report = await crawled(site, corpus, limits)
    assert stored(site, corpus) == GOOD
    assert (report.total(Outcome.REMOVED), report.failed) == (1, ())


@pytest.mark.parametrize("packing", list(Packing))
@pytest.mark.parametrize("trap", [Trap.NONE, Trap.LOOP])
async def test_sitemaps_of_any_form_list_every_page(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, packing: Packing, trap: Trap
) -> None:
    """Indexes above indexes, gzip'd files, gzip'd transfers, and an index that lists itself."""
    site.sitemap_packing, site.sitemap_trap, site.nested_indexes = packing, trap, 2
    site.llms = site.navigation = False
    await crawled(site, corpus, limits)
    assert stored(site, corpus) == GOOD | {BAD: TEXT}


@pytest.mark.parametrize("trap", [Trap.CHAIN, Trap.ENTITIES, Trap.EXTERNAL_ENTITY])
async def test_a_sitemap_that_attacks_ends_the_discovery(
    site: DocsSite, corpus: Corpus, limits: FetchLimits, trap: Trap
) -> None:
    """After so many sitemaps at most, and without a request for what an entity stands for."""
    site.sitemap_trap = trap
    with pytest.raises(SourceError, match="sitemap"):
        await crawled(site, corpus, limits)
    assert len(site.requests) < 1_100
    assert site.asked("/external-entity") == []
    assert corpus.urls() == frozenset()


async def test_a_site_that_wants_a_password_says_so(
    site: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """A private site is no empty site."""
    await crawled(site, corpus, limits)
    site.required = ("Authorization", "Bearer sesame")
    with pytest.raises(SourceError):
        await crawled(site, corpus, limits)
    assert stored(site, corpus) == GOOD | {BAD: TEXT}


async def test_a_secret_goes_to_the_site_alone(
    site: DocsSite, elsewhere: DocsSite, corpus: Corpus, limits: FetchLimits
) -> None:
    """A private site is crawled with its header, which no redirect and no list takes to another host."""
    site.required = ("Authorization", "Bearer sesame")
    site.robots = f"User-agent: *\nSitemap: {site.url}/sitemap.xml\nSitemap: {elsewhere.url}/sitemap.xml\n"
    spoil(site, redirect(f"{elsewhere.url}/one.md"))
    report = await crawled(site, corpus, limits, dict([site.required]))
    assert [failure.url for failure in report.failed] == [f"{site.url}/a%C3%A7%C3%A3o"]
    assert stored(site, corpus) == GOOD
    assert len(site.carrying("Authorization")) == len(site.requests)


async def test_a_share_of_failing_pages_leaves_all_others(tmp_path: Path, limits: FetchLimits) -> None:
    """Of 500 pages the 25 that fail are named, each once; the next crawl asks for these alone."""
    limits = replace(limits, size=MEGABYTE)  # the sitemap of 500 pages is larger than a page
    with docs_site(numbered(501)) as site, Corpus.open(tmp_path / "corpus.db") as corpus:
        failing = {site.url + path for path in site.flaky(0.05, seed=3)}
        report = await crawled(site, corpus, limits)
        assert {failure.url for failure in report.failed} == failing
        assert len(report.failed) == len(failing) == 25
        assert corpus.urls() == {site.url + path for path in site.pages if path != "/"} - failing | {
            f"{site.url}/"
        }
        site.faults.clear()
        site.requests.clear()
        report = await crawled(site, corpus, limits)
        assert (report.failed, len(corpus.urls())) == ((), 501)
        assert len([request for request in site.requests if "/page-" in request.path]) <= 25
