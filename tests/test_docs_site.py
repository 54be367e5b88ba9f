"""The local documentation site as a plain HTTP client sees it, switch by switch."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.docs_site import WRITTEN, DocsSite, Packing, SitePage, Trap, docs_site, numbered

PAGES = {
    "/": SitePage("# Início\n\nBem-vindo.\n", "pt"),
    "/guia/uso": SitePage("# Uso\n\nTexto.\n", "pt", description="Como usar."),
    "/en": SitePage("# Home\n\nWelcome.\n", "en"),
    "/en/guia/uso": SitePage("# Usage\n\nText.\n", "en"),
}
CONTENTS = ("/robots.txt", "/llms.txt", "/sitemap.xml", "/en/sitemap-pages.xml")


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A site in Portuguese, with an English variant below `/en`."""
    with docs_site(PAGES, language="pt", variants=("/en",)) as running:
        yield running


@pytest.fixture
def client(site: DocsSite) -> Iterator[httpx.Client]:
    """A client that follows nothing by itself."""
    with httpx.Client(base_url=site.url, trust_env=False) as opened:
        yield opened


def locations(body: bytes) -> list[str]:
    """The addresses in a sitemap or an index."""
    return [node.text or "" for node in fromstring(body).iter() if node.tag.endswith("}loc")]  # noqa: S314 - our own


def head(client: httpx.Client, path: str) -> BeautifulSoup:
    """A page's HTML."""
    return BeautifulSoup(client.get(path).text, "lxml")


def hrefs(page: BeautifulSoup, selector: str) -> list[str]:
    """Where the selected elements lead."""
    return [str(node["href"]) for node in page.select(selector)]


@pytest.mark.parametrize("path", [*CONTENTS, "/en/guia/uso", "/en/guia/uso.md"])
def test_everything_has_validators_and_answers_304(site: DocsSite, client: httpx.Client, path: str) -> None:
    """Either header of the last answer gets a 304 without a body, until the text changes."""
    first = client.get(path)
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    for known in ({"If-None-Match": tag}, {"If-Modified-Since": since}):
        again = client.get(path, headers=known)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    site.robots = "User-agent: *\nDisallow:\n"
    site.pages["/neu"] = SitePage("# Neu\n")
    site.write("/en/guia/uso", "# Other\n\nText.\n", WRITTEN)
    del site.pages["/neu"]
    site.pages["/en/new"] = SitePage("# New\n", "en")
    site.pages["/new"] = SitePage("# Novo\n", "pt")
    site.sitemap_index = path != "/sitemap.xml"
    for known in (
        {"If-None-Match": tag},
        {"If-Modified-Since": since},
        {"If-None-Match": tag, "If-Modified-Since": since},
    ):
        changed = client.get(path, headers=known)
        assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)
        assert parsedate_to_datetime(changed.headers["Last-Modified"]) > parsedate_to_datetime(since)


def test_validators_can_be_switched_off(site: DocsSite, client: httpx.Client) -> None:
    """Then nothing is ever known."""
    site.validators = False
    answer = client.get("/en.md", headers={"If-None-Match": "*"})
    assert (answer.status_code, "ETag" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    ("packing", "suffix", "kind", "coding"),
    [(Packing.FILE, ".gz", "application/gzip", ""), (Packing.TRANSFER, "", "application/xml", "gzip")],
)
def test_sitemaps_come_compressed(
    site: DocsSite, client: httpx.Client, packing: Packing, suffix: str, kind: str, coding: str
) -> None:
    """As files that are gzip'd, or gzip'd for the transfer alone."""
    site.sitemap_packing = packing
    index = client.get("/sitemap.xml").content
    children = locations(gzip.decompress(index) if suffix else index)
    assert f"{site.url}/en/sitemap-pages.xml{suffix}" in children
    child = client.get(f"/en/sitemap-pages.xml{suffix}")
    assert (child.headers["Content-Type"], child.headers.get("Content-Encoding", "")) == (kind, coding)
    pages = gzip.decompress(child.content) if suffix else child.content
    assert locations(pages) == [f"{site.url}/en", f"{site.url}/en/guia/uso"]


def test_indexes_may_be_nested(site: DocsSite, client: httpx.Client) -> None:
    """Each level lists the next one, the last the sitemaps."""
    site.nested_indexes = 2
    assert locations(client.get("/sitemap.xml").content) == [f"{site.url}/sitemap-level-1.xml"]
    assert locations(client.get("/sitemap-level-1.xml").content) == [f"{site.url}/sitemap-level-2.xml"]
    assert len(locations(client.get("/sitemap-level-2.xml").content)) == 2


def test_sitemaps_set_traps(site: DocsSite, client: httpx.Client) -> None:
    """Loops, endless chains and entities, each beside the good pages."""
    site.sitemap_trap = Trap.LOOP
    assert locations(client.get("/sitemap.xml").content)[-1] == f"{site.url}/sitemap.xml"
    site.sitemap_trap = Trap.CHAIN
    assert locations(client.get("/sitemap.xml").content)[-1] == f"{site.url}/sitemap-chain-1.xml"
    assert locations(client.get("/sitemap-chain-41.xml").content) == [f"{site.url}/sitemap-chain-42.xml"]
    site.sitemap_trap = Trap.ENTITIES
    bomb = client.get("/sitemap.xml").text
    assert '<!ENTITY e10 "' + "&e9;" * 10 in bomb
    assert "<loc>" + site.url + "/en/guia/uso</loc>" in bomb
    site.sitemap_trap = Trap.EXTERNAL_ENTITY
    assert f'<!ENTITY e10 SYSTEM "{site.url}/external-entity">' in client.get("/sitemap.xml").text


def test_hreflang_of_sitemaps_and_heads_are_apart(site: DocsSite, client: httpx.Client) -> None:
    """The real platform has it in heads only."""
    site.hreflang = False
    assert "hreflang" not in client.get("/en/sitemap-pages.xml").text
    links = hrefs(head(client, "/en/guia/uso"), "link[hreflang]")
    assert set(links) == {f"{site.url}/guia/uso", f"{site.url}/en/guia/uso"}
    site.hreflang, site.hreflang_heads = True, False
    assert "hreflang" in client.get("/en/sitemap-pages.xml").text
    assert hrefs(head(client, "/en/guia/uso"), "link[hreflang]") == []


def test_site_index_lists_all_variants(site: DocsSite, client: httpx.Client) -> None:
    """Switched on, it gives each page's title, path and language; it is off by default."""
    assert client.get("/~gitbook/site-index").status_code == 404
    site.site_index = True
    found = json.loads(client.get("/~gitbook/site-index").content)
    assert found["version"] == 1
    assert [page["pathname"] for page in found["pages"]] == list(PAGES)
    assert len({page["id"] for page in found["pages"]}) == len(PAGES)
    usage = next(page for page in found["pages"] if page["pathname"] == "/guia/uso")
    assert (usage["title"], usage["lang"], usage["description"]) == ("Uso", "pt", "Como usar.")


def test_pages_can_be_found_by_their_links_alone(client: httpx.Client, site: DocsSite) -> None:
    """From the home page each page is reached through navigation, without any table of contents."""
    site.sitemap = site.llms = False
    assert {
        client.get(path).status_code for path in ("/sitemap.xml", "/en/sitemap-pages.xml", "/llms.txt")
    } == {404}
    seen, waiting = set[str](), ["/"]
    while waiting:
        seen.add(path := waiting.pop())
        waiting += set(hrefs(head(client, path), "nav a")) - seen
    assert seen == set(PAGES)
    assert "https://elsewhere.test/?utm_source=docs" in hrefs(head(client, "/en"), "footer a")
    site.navigation = False
    assert hrefs(head(client, "/"), "nav a") == []


@pytest.mark.parametrize("status", [404, 500, 200])
def test_a_page_may_have_no_markdown(site: DocsSite, client: httpx.Client, status: int) -> None:
    """Its `.md` fails in one of three ways; its HTML works, whatever the client prefers."""
    site.html_only["/en"] = status
    markdown = client.get("/en.md")
    assert markdown.status_code == status
    assert ("# Page Not Found" in markdown.text) is (status == 200)
    page = client.get("/en", headers={"Accept": "text/markdown"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<p>Welcome.</p>" in page.text
    assert 'type="text/markdown"' not in page.text


def test_two_addresses_share_a_canonical_one(site: DocsSite, client: httpx.Client) -> None:
    """A page names itself, unless told to name another."""
    site.pages["/copy"] = PAGES["/en"]
    site.canonical["/copy"] = "/en"
    site.canonical["/"] = "https://elsewhere.test/"
    canonical = {path: hrefs(head(client, path), "link[rel=canonical]") for path in ("/en", "/copy", "/")}
    assert canonical == {
        "/en": [f"{site.url}/en"],
        "/copy": [f"{site.url}/en"],
        "/": ["https://elsewhere.test/"],
    }
    assert "canonical" not in client.get("/copy.md").links
    site.canonical_header = True
    for path in ("/copy.md", "/copy"):
        assert client.get(path).links["canonical"]["url"] == f"{site.url}/en"
    assert client.get("/copy.md").text == client.get("/en.md").text.replace("/en.md", "/copy.md")


def test_variants_may_have_prefixes_that_are_no_languages() -> None:
    """Their language stands in `<html lang>` alone."""
    pages = {"/": "# Home\n", "/v2": "# Two\n", "/guia": "# Guia\n", "/guia/uso": "# Uso\n"}
    with docs_site(pages, variants={"/v2": "en", "/guia": "pt"}) as site:
        site.write("/guia/novo", "# Novo\n", WRITTEN)
        spoken = {
            path: BeautifulSoup(httpx.get(site.url + path).text, "lxml").html["lang"]  # type: ignore[index]
            for path in ("/", "/v2", "/guia/uso", "/guia/novo")
        }
    assert spoken == {"/": "en", "/v2": "en", "/guia/uso": "pt", "/guia/novo": "pt"}


@pytest.mark.parametrize("status", [404, 410, 200])
def test_gone_pages_are_still_listed(site: DocsSite, client: httpx.Client, status: int) -> None:
    """The sitemap has them; their addresses say in one of three ways that they are gone."""
    site.gone["/en/old"] = status
    assert f"{site.url}/en/old" in locations(client.get("/en/sitemap-pages.xml").content)
    assert client.get("/en/old.md").status_code == status
    assert client.get("/en/old").status_code == (404 if status == 200 else status)


def test_redirects_never_end(site: DocsSite, client: httpx.Client) -> None:
    """Each address leads to one that was never seen before, as markdown and as HTML."""
    site.endless.add("/maze")
    assert f"{site.url}/maze" in locations(client.get("/sitemap-pages.xml").content)
    steps = ["/maze.md", "/maze/1.md", "/maze/2.md"]
    assert [client.get(step).headers["Location"] for step in steps] == [
        "/maze/1.md",
        "/maze/2.md",
        "/maze/3.md",
    ]
    assert client.get("/maze").headers["Location"] == "/maze/1"


@pytest.mark.parametrize("header", [("Authorization", "Bearer sesame"), ("Cookie", "session=sesame")])
def test_a_private_site_wants_its_header(
    site: DocsSite, client: httpx.Client, header: tuple[str, str]
) -> None:
    """Without it everything is 401; who brought it where is on record."""
    site.required = header
    assert {client.get(path).status_code for path in (*CONTENTS, "/en.md", "/en")} == {401}
    assert client.get("/en.md", headers=[header, ("X-Other", "1")]).status_code == 200
    assert [asked.path for asked in site.carrying(header[0].upper())] == ["/en.md"]


def test_a_share_of_a_large_site_fails_for_good() -> None:
    """The same pages for the same seed, as markdown and as HTML; all others answer."""
    with docs_site(numbered(10_000)) as site, httpx.Client(base_url=site.url) as client:
        failing = site.flaky(0.05, seed=7)
        assert len(failing) == 500
        with docs_site(numbered(10_000)) as twin:
            assert twin.flaky(0.05, seed=7) == failing
            assert twin.flaky(0.05, seed=8) != failing
        for path in sorted(failing)[:5]:
            assert {client.get(path).status_code, client.get(f"{path}.md").status_code} == {500}
        for path in sorted(set(site.pages) - failing)[:5]:
            assert client.get(path).status_code == 200


def test_a_changed_text_is_never_as_old_as_the_one_before(site: DocsSite, client: httpx.Client) -> None:
    """A page that keeps its author's date still gets a younger `Last-Modified` with a new text."""
    before = client.get("/en.md").headers["Last-Modified"]
    site.pages["/en"] = replace(PAGES["/en"], markdown="# Home\n\nNew.\n")
    after = client.get("/en.md").headers["Last-Modified"]
    assert parsedate_to_datetime(after) - parsedate_to_datetime(before) == timedelta(seconds=1)
    assert parsedate_to_datetime(before) == WRITTEN.astimezone(UTC) < datetime.now(UTC)


def test_the_record_finds_headers_in_any_case(site: DocsSite, client: httpx.Client) -> None:
    """Path, query and headers of each request are kept, in order."""
    client.get("/en.md?ask=why", headers={"X-One": "1"})
    client.get("/gu%C3%ADa", headers={"X-Two": "2"})
    first, second = site.requests
    assert (first.path, first.query, first.headers["x-one"]) == ("/en.md", "ask=why", "1")
    assert (second.path, second.headers["X-TWO"]) == ("/guía", "2")
    assert first.at <= second.at
