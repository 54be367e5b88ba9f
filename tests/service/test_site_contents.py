"""The files that list a site, read as clients of the platform read them, over a real socket."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from protego import Protego

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from ingest.sources.full_text import next_file, pages_of
from ingest.web.contents import parse_llms, parse_sitemap
from ingest.web.site_index import parse_site_index
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.service.bilingual import SUPPORT, application, installed
from tests.service.live import serving

MANY = 203


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A site in two languages."""
    return installed(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def site(workspace: Workspace) -> Iterator[httpx.Client]:
    """A client of it."""
    with serving(application(workspace)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a site of many pages, some of which have more than one heading of the first level."""
    pages = {
        f"page-{number:03}.md": f"# Page {number}\n\n# More\n\nText {number}.\n" for number in range(MANY)
    }
    pages["page-000.md"] = "#### Only a deep heading\n\nText 0.\n"
    workspace = installed(tmp_path_factory.mktemp("large"), pages)
    with serving(application(workspace)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def test_llms_txt_lists_the_default_language(site: httpx.Client) -> None:
    """With titles and descriptions; the other language's list has the rest, and its pages lead there."""
    text = site.get("/llms.txt").text
    assert text.startswith("# Acme\n\n> Ask this documentation a question: ")
    assert [(page.title, page.url, page.description) for page in parse_llms(text)] == [
        ("Acme", str(site.base_url.join("/readme.md")), "O que é a Acme."),
        ("Suporte", str(site.base_url.join("/faturamento/suporte.md")), ""),
    ]
    assert "\n## Faturamento\n" in text
    assert "/en" not in text
    assert f"listed in {site.base_url.join('/en/llms.txt')}." in site.get("/en/keys.md").text
    english = site.get("/en/llms.txt").text
    assert f"`GET {site.base_url.join('/en.md')}?ask=<question>`" in english
    described = {page.title: page.description for page in parse_llms(english)}
    assert described == {
        "Acme": "",
        "Support [plans]": "The plans, and what they cost.",
        "Upgrade": "",
        "Keys": "",
    }
    assert site.get("/xx/llms.txt").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.md", "/.well-known/sitemap.md"])
def test_list_has_two_more_names(site: httpx.Client, path: str) -> None:
    """The same text, as markdown."""
    response = site.get(path)
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert response.text == site.get("/llms.txt").text


def test_full_text_goes_on_in_further_files(large: httpx.Client) -> None:
    """A hundred pages a file, each under its title and address; the last one leads nowhere."""
    texts, address = [], "/llms-full.txt"
    while address:
        texts.append(large.get(address).text)
        address = next_file(texts[-1])
    assert len(texts) == 3
    assert texts[0].endswith("\n\n[Next Page](/llms-full.txt/1)\n")
    pages = [list(pages_of(text)) for text in texts]
    assert [len(each) for each in pages] == [100, 100, 3]
    found = [page for each in pages for page in each]
    assert [page.url for page in found] == [str(large.base_url.join(f"/page-{at:03}")) for at in range(MANY)]
    assert found[7].markdown.split() == ["#", "Page", "7", "#", "More", "Text", "7."]
    assert "#### Only a deep heading" in found[0].markdown
    assert large.get("/llms-full.txt/0").text == texts[0]


@pytest.mark.parametrize("number", ["3", "99999999999999999999", "-1", "x", "1.5"])
def test_there_is_no_file_past_the_end(large: httpx.Client, number: str) -> None:
    """404, which ends a client's loop."""
    response = large.get(f"/llms-full.txt/{number}")
    assert response.status_code == 404
    assert str(large.base_url.join("/llms-full.txt")) in response.text


def test_sitemaps_list_every_page_of_every_language(site: httpx.Client, workspace: Workspace) -> None:
    """The index names each variant's sitemap: address, age and weight of each page, and its twins."""
    index = parse_sitemap(site.get("/sitemap.xml").content)
    assert index.children == tuple(
        str(site.base_url.join(path)) for path in ("/sitemap-pages.xml", "/en/sitemap-pages.xml")
    )
    entries = [entry for url in index.children for entry in parse_sitemap(site.get(url).content).entries]
    pages = {str(site.base_url.join(page.path)): page for page in workspace.asker().generation().pages()}
    assert {entry.url for entry in entries} == set(pages)
    for entry in entries:
        modified = pages[entry.url].last_modified
        assert modified
        assert entry.last_modified == modified.replace(microsecond=0)
    home = next(entry for entry in entries if entry.url == str(site.base_url.join("/")))
    assert {(twin.tag, twin.url) for twin in home.translations} == {
        ("pt", home.url),
        ("en", str(site.base_url.join("/en"))),
    }
    weights = re.findall("<priority>([^<]+)</priority>", site.get("/en/sitemap-pages.xml").text)
    assert weights == ["1.0", "0.8", "0.8", "0.9"]
    assert site.get("/sitemap.xml").headers["content-type"] == "application/xml"
    assert site.get("/xx/sitemap-pages.xml").status_code == 404


def test_robots_may_fetch_and_ask_and_learn_of_the_sitemap(site: httpx.Client) -> None:
    """An agent that obeys robots.txt may ask."""
    text = site.get("/robots.txt").text
    robots = Protego.parse(text)
    assert robots.can_fetch(str(site.base_url.join(f"{SUPPORT}.md?ask=why")), "any agent")
    assert list(robots.sitemaps) == [str(site.base_url.join("/sitemap.xml"))]
    assert "\nContent-Signal: search=yes, ai-input=yes\n" in text


def test_site_index_tells_of_all_pages(site: httpx.Client) -> None:
    """JSON as the platform's own search reads it."""
    response = site.get("/~gitbook/site-index")
    assert response.headers["content-type"] == "application/json"
    told = {
        page.pathname: (page.title, page.description, page.language)
        for page in parse_site_index(response.text)
    }
    assert told["/"] == ("Acme", "O que é a Acme.", "pt")
    assert told[SUPPORT] == ("Support [plans]", "The plans, and what they cost.", "en")
    assert len(told) == 6


@pytest.mark.parametrize(
    "path", ["/llms.txt", "/sitemap.xml", "/robots.txt", "/~gitbook/site-index", "/en/keys.md"]
)
def test_head_gives_headers_alone(site: httpx.Client, path: str) -> None:
    """As GET would, without a body."""
    head, get = site.head(path), site.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_crawler_finds_here_what_it_would_find_on_the_platform(
    site: httpx.Client, workspace: Workspace, tmp_path: Path
) -> None:
    """A copy of the copy has the same pages: text, language, title, description and translations."""
    copy = Workspace(Settings(data=tmp_path, embedders={}, multilingual="hashing"))
    report = crawl_site(copy, SiteSettings(location=str(site.base_url), allow_private=True), SilentCrawl())
    assert not report.failed
    index_sites(copy, SilentIndex())
    known, copied = (
        {
            page.path: (page.markdown, page.language, page.title, page.description, page.alternates)
            for page in each.asker().generation().pages()
        }
        for each in (workspace, copy)
    )
    assert copied == known
