"""How the pages of a website are found, whatever it lists them in."""

from collections.abc import Iterator

import pytest

from ingest.address import Site
from ingest.corpus import Corpus
from ingest.crawl import crawl
from ingest.errors import SourceError
from ingest.sources.site_contents import ContentsReader
from ingest.web.fetcher import Fetcher, FetchLimits
from ingest.web.kept import NoAnswers
from ingest.web.revalidation import Revalidator
from tests.docs_site import DocsSite, Fault, SitePage, docs_site
from tests.ingest.sites import discovered, opened

pytestmark = pytest.mark.anyio
PAGES = {
    "/": SitePage("# Início\n\nBem-vindo.\n", "pt"),
    "/guia": SitePage("# Guia\n\nPasso a passo.\n", "pt", description="Tudo."),
    "/guia/uso": SitePage("# Uso\n\nComo usar o produto, em poucas palavras.\n", "pt"),
    "/en": SitePage("# Home\n\nWelcome.\n", "en"),
    "/en/guide": SitePage("# Guide\n\nStep by step.\n", "en"),
}


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A site in Portuguese, with an English variant below `/en`."""
    with docs_site(PAGES, language="pt", variants=("/en",)) as running:
        yield running


async def test_the_site_index_adds_what_no_sitemap_lists(site: DocsSite, limits: FetchLimits) -> None:
    """Its pages, titles and languages count where the sitemaps leave something out."""
    site.faults["/sitemap.xml"] = Fault(body=f"<urlset><url><loc>{site.url}/</loc></url></urlset>".encode())
    site.site_index, site.llms = True, False
    listings = await discovered(site, limits)
    assert set(listings) == set(PAGES)
    assert (listings["/en/guide"].title, listings["/en/guide"].language) == ("Guide", "en")


async def test_llms_txt_adds_what_no_sitemap_lists(site: DocsSite, limits: FetchLimits) -> None:
    """A page that only the table of contents for agents names is a page."""
    del site.pages["/guia/uso"]
    index = "# Docs\n\n- [Início](/readme.md)\n- [Uso](/guia/uso.md): Como.\n- [Data](/files/data.csv)\n"
    site.faults["/llms.txt"] = Fault(body=index.encode(), kind="text/plain")
    listings = await discovered(site, limits)
    assert set(listings) == set(PAGES)
    assert listings["/guia/uso"].description == "Como."


async def test_links_are_followed_where_nothing_is_listed(site: DocsSite, limits: FetchLimits) -> None:
    """From the home page on, within the site, with the language that each page's HTML says."""
    site.sitemap = site.llms = False
    site.pages["/"] = SitePage(
        "# Início\n\n[English](/en) [file](/files/a.zip) [out](https://x.test/)\n", "pt"
    )
    listings = await discovered(site, limits)
    assert {path: listing.language for path, listing in listings.items()} == {
        path: page.language for path, page in PAGES.items()
    }


async def test_a_site_of_more_links_than_can_be_followed_is_told(site: DocsSite, limits: FetchLimits) -> None:
    """A part of a site does not pass for the whole."""
    site.sitemap = site.llms = False
    fetcher = Fetcher(Site.parse(site.url), limits, allow_private=True)
    reader = ContentsReader(fetcher.site, fetcher, Revalidator(fetcher, NoAnswers()), linked_max=2)
    with pytest.raises(SourceError, match=r"links to more than 2\. Give the address of one section"):
        await reader.linked(await reader.read())
    await fetcher.aclose()


async def test_llms_full_gives_the_pages_of_a_site_that_has_nothing_else(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """Their texts come out of the file; no page is asked for."""
    site.sitemap = False
    site.faults["/llms.txt"] = Fault(status=404)
    async with opened(site, limits) as source:
        report = await crawl(source, corpus)
    assert (report.added, report.failed) == (3, ())
    assert {page.title: page.language for page in corpus.pages()} == dict.fromkeys(
        ["Início", "Guia", "Uso"], "pt"
    )
    assert not site.asked("/guia.md")


async def test_a_variant_without_a_language_in_its_prefix_says_it_in_its_html(limits: FetchLimits) -> None:
    """`/handbuch` is German because its home page's `<html lang>` says so."""
    pages = {"/": "# Home\n\nWelcome.\n", "/handbuch": "# Handbuch\n", "/handbuch/start": "# Start\n"}
    with docs_site(pages, variants={"/handbuch": "de"}) as site:
        site.hreflang = False
        listings = await discovered(site, limits)
    assert {path: listing.language for path, listing in listings.items()} == {
        "/": "en",
        "/handbuch": "de",
        "/handbuch/start": "de",
    }


async def test_an_unchanged_site_costs_one_request_a_sitemap(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """Neither robots.txt nor llms.txt, home page or any page is asked for again."""
    for _ in range(2):
        site.requests.clear()
        async with opened(site, limits, answers=corpus.answers) as source:
            report = await crawl(source, corpus)
    assert report.unchanged == len(PAGES)
    paths = ["/sitemap.xml", "/sitemap-pages.xml", "/en/sitemap-pages.xml"]
    assert sorted(asked.path for asked in site.requests) == sorted(paths)
    assert all("If-None-Match" in asked.headers for asked in site.requests)


async def test_a_changed_sitemap_has_the_other_tables_read_again(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """A new page comes with its description from llms.txt."""
    async with opened(site, limits, answers=corpus.answers) as source:
        await crawl(source, corpus)
    site.pages["/novo"] = SitePage("# Novo\n\nOi.\n", "pt", description="O que há de novo.")
    async with opened(site, limits, answers=corpus.answers) as source:
        assert (await crawl(source, corpus)).added == 1
    page = corpus.page(f"{site.url}/novo")
    assert page
    assert page.description == "O que há de novo."


async def test_a_discovery_that_was_cut_off_is_made_anew(
    site: DocsSite, limits: FetchLimits, corpus: Corpus
) -> None:
    """The sitemaps of a run that ended before it read llms.txt do not count as seen."""
    async with opened(site, limits, answers=corpus.answers) as source:
        await source.discover()
    site.pages["/novo"] = SitePage("# Novo\n\nOi.\n", "pt", description="O que há de novo.")
    site.faults["/llms.txt"] = Fault(status=503)
    async with opened(site, limits, answers=corpus.answers) as source:
        with pytest.raises(SourceError, match="503"):
            await source.discover()
    site.faults.clear()
    async with opened(site, limits, answers=corpus.answers) as source:
        listings = {listing.path: listing for listing in await source.discover()}
    assert listings["/novo"].description == "O que há de novo."
