"""How one page of a website is read: markdown, or else HTML, at its present address."""

from collections.abc import Iterator

import pytest

from ingest.corpus import Corpus
from ingest.crawl import crawl
from ingest.dialect import plain
from ingest.errors import PageGoneError, TransientPageError
from ingest.outcome import Outcome
from ingest.page import Alternate
from ingest.source import Listing, Validators
from ingest.web.fetcher import FetchLimits
from tests.docs_faults import busy
from tests.docs_site import WRITTEN, DocsSite, Fault, SitePage, docs_site
from tests.ingest.sites import fetched, opened

pytestmark = pytest.mark.anyio
SUPPORT = "# Suporte\n\nOs planos são **Básico** e Enterprise.\n\n* E-mail\n* WhatsApp\n"
PAGES = {
    "/": SitePage("# Início\n\nBem-vindo.\n", "pt"),
    "/suporte": SitePage(SUPPORT, "pt", description="Os planos."),
    "/en": SitePage("# Home\n\nWelcome.\n", "en"),
    "/en/support": SitePage("# Support\n\nPlans.\n", "en", description="The plans."),
}


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A site in Portuguese, with an English variant below `/en`; only HTML heads pair the two."""
    with docs_site(PAGES, language="pt", variants=("/en",)) as running:
        running.hreflang = False
        yield running


@pytest.mark.parametrize("status", [404, 200, 403])
async def test_a_page_without_markdown_is_taken_from_its_html(
    site: DocsSite, limits: FetchLimits, status: int
) -> None:
    """The same words and structure, without navigation; what the head says of it comes along."""
    site.html_only["/suporte"] = status
    page = await fetched(site, limits, "/suporte")
    assert plain(page.markdown) == plain(SUPPORT)
    assert page.markdown.startswith("# Suporte\n\nOs planos são **Básico**")
    assert (page.title, page.description, page.language) == ("Suporte", "Os planos.", "pt")


async def test_html_stands_in_for_markdown_that_fails_for_now(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """Only while there is no better copy; the next crawl asks for the markdown again."""
    site.faults["/suporte.md"] = Fault(status=500)
    async with opened(site, limits) as source:
        assert (await crawl(source, corpus)).added == 4
    page = corpus.page(f"{site.url}/suporte")
    assert page
    assert plain(page.markdown) == plain(SUPPORT)
    site.faults.clear()
    site.requests.clear()
    async with opened(site, limits) as source:
        await crawl(source, corpus)
    assert [asked.path for asked in site.requests if "suporte" in asked.path] == ["/suporte.md", "/suporte"]
    with pytest.raises(TransientPageError):
        site.faults["/suporte.md"] = Fault(status=500)
        async with opened(site, limits) as source:
            await source.discover()
            await source.fetch(Listing(f"{site.url}/suporte", "/suporte"), Validators('"known"'))


async def test_heads_pair_translations_where_sitemaps_do_not(site: DocsSite, limits: FetchLimits) -> None:
    """The hreflang links of a page's HTML, and the description that its markdown lacks."""
    site.pages["/en/support"] = SitePage("# Support\n\nPlans.\n", "en", description="The plans.")
    page = await fetched(site, limits, "/en/support")
    assert page.alternates == ()  # no page of the same path below the variant
    site.pages["/en/suporte"] = SitePage("# Support\n\nPlans.\n", "en", description="The plans.")
    page = await fetched(site, limits, "/en/suporte")
    assert page.alternates == (Alternate("pt", "/suporte"),)
    assert page.description == "The plans."


async def test_heads_are_not_read_where_they_say_nothing_new(site: DocsSite, limits: FetchLimits) -> None:
    """A site in one language, or one whose sitemaps pair the pages, is asked for markdown alone."""
    site.hreflang = True
    await fetched(site, limits, "/en/support")
    assert not site.asked("/en/support")


async def test_known_translations_outlast_an_unchanged_crawl(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """What a head said is kept while the page stays the same."""
    site.pages["/en/suporte"] = SitePage("# Support\n\nPlans.\n", "en")
    for _ in range(2):
        async with opened(site, limits) as source:
            await crawl(source, corpus)
        page = corpus.page(f"{site.url}/en/suporte")
        assert page
        assert page.alternates == (Alternate("pt", "/suporte"),)


async def test_a_page_is_stored_under_its_canonical_address(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """Two addresses of one page are one page."""
    site.pages["/velho"] = SitePage(SUPPORT, "pt")
    site.canonical["/velho"] = "/suporte"
    async with opened(site, limits) as source:
        report = await crawl(source, corpus)
    assert corpus.urls() == {f"{site.url}{path}" for path in PAGES}
    assert report.added == len(PAGES)


async def test_a_canonical_address_that_leads_nowhere_is_ignored(site: DocsSite, limits: FetchLimits) -> None:
    """The page stays where it is; so it does where its canonical address is the home page or another host."""
    for named in ("/nowhere", "/", "https://elsewhere.test/suporte"):
        site.canonical["/suporte"] = named
        assert (await fetched(site, limits, "/suporte")).path == "/suporte"


@pytest.mark.parametrize("status", [404, 410, 200])
async def test_a_page_that_is_listed_and_gone_leaves_the_corpus(
    site: DocsSite, limits: FetchLimits, corpus: Corpus, status: int
) -> None:
    """It is no failure of the crawl, and is told; other pages that fail keep their older copies."""
    async with opened(site, limits) as source:
        await crawl(source, corpus)
    site.gone["/suporte"] = status
    site.write("/suporte", SUPPORT, WRITTEN.replace(year=2027))
    site.write("/en/support", "# New\n", WRITTEN.replace(year=2027))
    site.faults["/en/support.md"] = Fault(status=403)
    site.faults["/en/support"] = Fault(status=403)
    async with opened(site, limits) as source:
        report = await crawl(source, corpus)
    assert (report.removed, [failure.url for failure in report.failed]) == (1, [f"{site.url}/en/support"])
    assert corpus.urls() == {f"{site.url}{path}" for path in ("/", "/en", "/en/support")}


async def test_a_page_that_never_was_is_gone(site: DocsSite, limits: FetchLimits) -> None:
    """The not-found text with status 200 is told from a page."""
    async with opened(site, limits) as source:
        await source.discover()
        with pytest.raises(PageGoneError, match="no such page"):
            await source.fetch(Listing(f"{site.url}/never", "/never"), None)


async def test_gone_pages_that_were_never_stored_are_told(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """They are counted apart from failures."""
    site.gone["/suporte"] = 404
    async with opened(site, limits) as source:
        report = await crawl(source, corpus)
    assert (report.total(Outcome.GONE), report.added, report.failed) == (1, 3, ())


async def test_markdown_that_is_called_html_is_markdown(site: DocsSite, limits: FetchLimits) -> None:
    """And HTML that is called markdown is HTML."""
    site.faults["/suporte.md"] = Fault(kind="text/html")
    assert (await fetched(site, limits, "/suporte")).markdown.strip() == SUPPORT.strip()
    web = b"<!DOCTYPE html><html><body><main><h1>Suporte</h1><p>Plano.</p></main></body></html>"
    site.faults["/suporte.md"] = site.faults["/suporte"] = Fault(kind="text/markdown", body=web)
    assert (await fetched(site, limits, "/suporte")).markdown == "# Suporte\n\nPlano."


async def test_a_redirect_to_another_spelling_of_the_path_is_followed(
    site: DocsSite, limits: FetchLimits
) -> None:
    """A trailing slash is no other page."""
    site.faults["/suporte.md"] = Fault(status=308, headers={"Location": "/suporte.md/?x=1"}, times=1)
    site.faults["/suporte.md/"] = Fault(status=200, body=SUPPORT.encode(), kind="text/markdown")
    assert (await fetched(site, limits, "/suporte")).path == "/suporte"


async def test_a_server_that_wants_to_be_left_alone_is_not_asked_for_html(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """A page that may be had in an hour fails for now, after one request."""
    site.faults["/suporte.md"] = busy(3600)
    async with opened(site, limits) as source:
        report = await crawl(source, corpus)
    (failure,) = report.failed
    assert "try again in 3600 s" in failure.reason
    assert [asked.path for asked in site.requests if "suporte" in asked.path] == ["/suporte.md"]
