"""Websites that behave as the platform does, over real sockets."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import PageError, SourceError, TransientPageError
from ingest.page import Alternate
from ingest.source import Listing, Validators
from ingest.sources import open_source
from ingest.web.fetcher import FetchLimits
from tests.docs_site import DocsSite, Fault, SitePage, Trailer, docs_site
from tests.ingest.sites import discovered, fetched, opened

pytestmark = pytest.mark.anyio
PAGES = {
    "/": SitePage("# Início\n\nBem-vindo.\n", "pt"),
    "/faturamento/suporte": SitePage("# Suporte\n\nPlanos.\n", "pt", description="Os planos de suporte."),
    "/en": SitePage("# Home\n\nWelcome.\n", "en"),
    "/en/billing/support": SitePage("# Support\n\nPlans.\n", "en"),
    "/en/faturamento/suporte": SitePage("## No heading one\n\nText.\n", "en"),
}


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A site in Portuguese, with an English variant below `/en`."""
    with docs_site(PAGES, language="pt", variants=("/en",)) as running:
        yield running


async def test_the_sitemaps_give_every_page_of_every_language_once(
    site: DocsSite, limits: FetchLimits
) -> None:
    """llms.txt has the default language only; the sitemap index has all."""
    listings = await discovered(site, limits)
    assert set(listings) == set(PAGES)
    assert {path: listing.language for path, listing in listings.items()} == {
        path: page.language for path, page in PAGES.items()
    }
    assert all(listing.last_modified == PAGES[path].modified for path, listing in listings.items())


async def test_titles_and_descriptions_come_from_llms_txt(site: DocsSite, limits: FetchLimits) -> None:
    """The table of contents for agents describes the pages of the default language."""
    listings = await discovered(site, limits)
    support = listings["/faturamento/suporte"]
    assert (support.title, support.description) == ("Suporte", "Os planos de suporte.")
    assert listings["/"].title == "Início"
    assert listings["/en/billing/support"].title == ""


async def test_hreflang_pairs_translations(site: DocsSite, limits: FetchLimits) -> None:
    """The sitemap's hreflang links name the same page in other languages."""
    listings = await discovered(site, limits)
    assert listings["/faturamento/suporte"].alternates == (Alternate("en", "/en/faturamento/suporte"),)
    assert listings["/en"].alternates == (Alternate("pt", "/"),)


async def test_one_plain_sitemap_is_enough(site: DocsSite, limits: FetchLimits) -> None:
    """A site without an index has its pages in /sitemap.xml itself."""
    site.sitemap_index = site.llms = site.lastmod = False
    assert set(await discovered(site, limits)) == set(PAGES)


async def test_llms_txt_stands_in_for_a_missing_sitemap(site: DocsSite, limits: FetchLimits) -> None:
    """Without sitemaps the pages are those of llms.txt."""
    site.sitemap = False
    assert set(await discovered(site, limits)) == {"/", "/faturamento/suporte"}


async def test_a_site_that_lists_nothing_says_what_to_do(site: DocsSite, limits: FetchLimits) -> None:
    """Without sitemap, llms.txt and links the message names them, and the way out."""
    site.sitemap = site.llms = site.navigation = False
    site.pages.pop("/")
    with pytest.raises(SourceError, match=r"neither /sitemap\.xml nor /llms\.txt.*Give the address"):
        await discovered(site, limits)


async def test_a_part_of_the_sitemaps_does_not_pass_for_all(site: DocsSite, limits: FetchLimits) -> None:
    """A listed sitemap that cannot be read ends the discovery; otherwise its pages would be removed."""
    site.faults["/en/sitemap-pages.xml"] = Fault(body=b"<html>oops</html>")
    with pytest.raises(SourceError, match=r"/en/sitemap-pages\.xml cannot be read"):
        await discovered(site, limits)


async def test_a_sitemap_that_lists_itself_is_read_once(site: DocsSite, limits: FetchLimits) -> None:
    """Loops of sitemaps end."""
    loop = f"<sitemapindex><sitemap><loc>{site.url}/sitemap.xml</loc></sitemap></sitemapindex>"
    site.faults["/sitemap.xml"] = Fault(body=loop.encode())
    assert set(await discovered(site, limits)) == {"/", "/faturamento/suporte"}
    assert len(site.asked("/sitemap.xml")) == 1


async def test_pages_of_other_hosts_are_not_listed(site: DocsSite, limits: FetchLimits) -> None:
    """A sitemap may name any address; only the site's own count."""
    site.llms = False
    urls = (f"{site.url}/a", "https://elsewhere.test/b", "javascript:alert(1)", "/c")
    nodes = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    site.faults["/sitemap.xml"] = Fault(body=f"<urlset>{nodes}</urlset>".encode())
    assert set(await discovered(site, limits)) == {"/a", "/c"}


async def test_a_site_below_a_path_has_only_the_pages_below_it(limits: FetchLimits) -> None:
    """`https://host/docs` is a site of its own, whose paths begin below `/docs`."""
    with docs_site({"/docs": "# Docs\n", "/docs/setup": "# Set-up\n", "/blog": "# Blog\n"}) as site:
        nodes = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in site.pages)
        site.faults["/docs/sitemap.xml"] = Fault(body=f"<urlset>{nodes}</urlset>".encode())
        site.robots = ""
        listings = await discovered(site, limits, "/docs")
    assert {path: listing.url for path, listing in listings.items()} == {
        "/": f"{site.url}/docs",
        "/setup": f"{site.url}/docs/setup",
    }


async def test_what_robots_txt_disallows_is_not_listed(site: DocsSite, limits: FetchLimits) -> None:
    """Disallowed pages are neither fetched nor failures; a site that disallows all says so."""
    site.robots = "User-agent: *\nDisallow: /en/\n"
    site.sitemap_index = False
    assert set(await discovered(site, limits)) == {"/", "/en", "/faturamento/suporte"}
    site.robots = "User-agent: *\nAllow: /*.xml\nDisallow: /\n"
    with pytest.raises(SourceError, match=r"robots\.txt disallows every page"):
        await discovered(site, limits)


async def test_a_private_address_ends_the_discovery(site: DocsSite, limits: FetchLimits) -> None:
    """Without --allow-private a site on this machine cannot be crawled."""
    source = open_source(site.url, limits=limits)
    with pytest.raises(SourceError, match="--allow-private"):
        await source.discover()
    await source.aclose()


@pytest.mark.parametrize("trailer", list(Trailer), ids=lambda trailer: trailer.name)
async def test_banner_and_trailer_never_reach_a_page(
    site: DocsSite, limits: FetchLimits, trailer: Trailer
) -> None:
    """Also where a server ignores the request to leave them out."""
    site.trailer = trailer
    site.moved["/faturamento/suporte"] = "/suporte"
    site.pages["/suporte"] = site.pages.pop("/faturamento/suporte")
    page = await fetched(site, limits, "/en/billing/support")
    assert page.markdown.strip() == "# Support\n\nPlans."
    assert site.asked("/en/billing/support.md")[0].query == "displayAgentInstructions=false"


async def test_the_home_page_is_asked_for_by_content_type(site: DocsSite, limits: FetchLimits) -> None:
    """`/` has no `.md` address: the Accept header asks for its markdown."""
    page = await fetched(site, limits, "/")
    assert (page.url, page.path, page.title, page.language) == (f"{site.url}/", "/", "Início", "pt")
    assert "text/markdown" in site.asked("/")[-1].headers["Accept"]


async def test_a_home_page_that_is_html_only_is_found_as_readme(site: DocsSite, limits: FetchLimits) -> None:
    """Where content negotiation fails, `/readme.md` is the home page."""
    site.faults["/"] = Fault(headers={"Content-Type": "text/html"}, body=b"<html lang=pt><p>Oi</p></html>")
    assert (await fetched(site, limits, "/")).title == "Início"


async def test_a_page_is_titled_by_its_heading_else_by_its_address(
    site: DocsSite, limits: FetchLimits
) -> None:
    """H1 first, then llms.txt, then the last segment of the path."""
    assert (await fetched(site, limits, "/en/billing/support")).title == "Support"
    assert (await fetched(site, limits, "/en/faturamento/suporte")).title == "Suporte"


async def test_a_moved_page_comes_under_its_new_address(site: DocsSite, limits: FetchLimits) -> None:
    """A 307 from the listed address leads to the page, whose own address is the new one."""
    site.moved["/en/old"] = "/en/billing/support"
    page = await fetched(site, limits, "/en/old")
    assert (page.path, page.url) == ("/en/billing/support", f"{site.url}/en/billing/support")
    assert page.title == "Support"


async def test_a_page_that_moved_off_the_site_fails(site: DocsSite, limits: FetchLimits) -> None:
    """Redirects to other hosts are not followed."""
    site.moved["/en/old"] = "https://elsewhere.test/page"
    with pytest.raises(PageError, match="moved off the site"):
        await fetched(site, limits, "/en/old")


async def test_a_page_that_moves_in_circles_fails(site: DocsSite, limits: FetchLimits) -> None:
    """Endless redirects end."""
    site.moved |= {"/a": "/b", "/b": "/a"}
    with pytest.raises(PageError, match="circles"):
        await fetched(site, limits, "/a")


async def test_the_text_that_says_not_found_is_no_page(site: DocsSite, limits: FetchLimits) -> None:
    """The platform answers 200 with an apology, which must not be indexed."""
    async with opened(site, limits) as source:
        await source.discover()
        with pytest.raises(PageError, match="no such page"):
            await source.fetch(Listing(f"{site.url}/en/gone", "/en/gone"), None)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(status=403), "answered 403"),
        (Fault(headers={"Content-Type": "text/html"}, body=b"<html></html>"), "only a web page"),
        (Fault(body=b"\x89PNG\0\0"), "no text"),
        (Fault(body=b"  \n"), "empty"),
        (Fault(body=b"x" * 200_000), "larger than"),
    ],
)
async def test_a_page_that_is_no_markdown_fails(
    site: DocsSite, limits: FetchLimits, fault: Fault, reason: str
) -> None:
    """Each reason is told."""
    site.faults |= {"/en/billing/support.md": fault, "/en/billing/support": fault}
    with pytest.raises(PageError, match=reason):
        await fetched(site, limits, "/en/billing/support")


async def test_an_unchanged_page_costs_a_304(site: DocsSite, limits: FetchLimits) -> None:
    """ETag and Last-Modified of the stored copy go with the request; no page comes back."""
    site.lastmod = False
    async with opened(site, limits) as source:
        listing = next(
            listing for listing in await source.discover() if listing.path == "/en/billing/support"
        )
        first = await source.fetch(listing, None)
        assert first is not None
        assert await source.fetch(listing, first.validators) is None
        assert site.requests[-1].headers["If-None-Match"] == first.validators.etag
        assert await source.fetch(listing, replace(first.validators, etag="")) is None
        site.write(
            "/en/billing/support", "# Support\n\nNew plans.\n", PAGES["/en"].modified.replace(year=2027)
        )
        assert await source.fetch(listing, first.validators) is not None


async def test_an_unchanged_lastmod_costs_no_request(site: DocsSite, limits: FetchLimits) -> None:
    """What the sitemap calls unchanged is not asked for."""
    async with opened(site, limits) as source:
        listing = next(listing for listing in await source.discover() if listing.path == "/en")
        before = len(site.requests)
        assert await source.fetch(listing, Validators(listed_at=listing.last_modified)) is None
        assert len(site.requests) == before


async def test_a_server_that_is_down_fails_the_discovery_for_now(site: DocsSite, limits: FetchLimits) -> None:
    """Without its robots.txt a site is not crawled."""
    site.faults["/robots.txt"] = Fault(status=503)
    with pytest.raises(SourceError, match=r"robots\.txt: the site answered 503") as raised:
        await discovered(site, limits)
    assert isinstance(raised.value.__cause__, TransientPageError)


@pytest.mark.shared
async def test_the_real_page_comes_without_its_trailer(shared: Path, limits: FetchLimits) -> None:
    """The captured page of docs.poweromni.ai, trailer included, gives its author's text alone."""
    captured = next((shared / "seeds").glob("*.txt")).read_text("utf-8")
    path = "/en/administration-and-configuration/billing/support"
    with docs_site({path: captured}, variants=("/en",)) as site:
        page = await fetched(site, limits, path)
    assert (page.title, page.language) == ("Support", "en")
    assert "ask=" not in page.markdown
    assert "Agent Instructions" not in page.markdown
    assert page.markdown.rstrip().endswith("{% endhint %}")
    assert page.markdown.rstrip() in captured
