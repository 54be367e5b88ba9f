"""Pages of the site over a real socket: their forms, those that are missing, and those that moved."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingest.corpus import Corpus
from ingest.webpage.page import read
from service.moves import Moves
from service.wiring import Workspace
from tests.service.bilingual import PAGES, QUESTION, application, installed, synced
from tests.service.live import serving

TEXT = PAGES["en/keys.md"].strip()
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a site in two languages."""
    workspace = installed(tmp_path_factory.mktemp("site"))
    with serving(application(workspace)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "headers", "kind"),
    [
        ("/en/keys.md", {}, "text/markdown; charset=utf-8"),
        ("/en/keys.md", BROWSER, "text/markdown; charset=utf-8"),
        ("/en/keys", {"Accept": "text/markdown, text/html;q=0.9"}, "text/markdown; charset=utf-8"),
        ("/en/keys/", {"Accept": "text/x-markdown"}, "text/markdown; charset=utf-8"),
        ("/en/keys.md", {"User-Agent": "ChatGPT-User/2.0"}, "text/plain; charset=utf-8"),
        ("/en/keys", {"Accept": "text/plain"}, "text/plain; charset=utf-8"),
    ],
)
def test_markdown_is_the_same_however_it_is_asked_for(
    site: httpx.Client, path: str, headers: dict[str, str], kind: str
) -> None:
    """Banner, text and trailer, under the type that the client can read; not to be indexed."""
    response = site.get(path, headers=headers)
    assert response.headers["content-type"] == kind
    assert "Accept" in response.headers["vary"]
    assert response.headers["x-robots-tag"] == "noindex"
    assert response.text == site.get("/en/keys.md").text
    banner, text, trailer = response.text.partition(TEXT)
    assert banner.startswith(
        f"> For the complete documentation index, see [llms.txt]({site.base_url.join('/llms.txt')})"
    )
    assert text
    assert trailer.strip().startswith("---\n\n# Agent Instructions: Querying This Documentation")
    assert f"GET {site.base_url.join('/en/keys.md')}?ask=<question>&goal=<end goal>" in trailer


@pytest.mark.parametrize("said", ["false", "False"])
def test_banner_and_trailer_may_be_declined(site: httpx.Client, said: str) -> None:
    """The author's text is left."""
    assert site.get(f"/en/keys.md?displayAgentInstructions={said}").text == f"{TEXT}\n"


@pytest.mark.parametrize("path", ["/readme.md", "/README.md", "/index.md"])
def test_home_page_has_markdown_too(site: httpx.Client, path: str) -> None:
    """Under the names that a file of a folder has."""
    assert "\n# Acme\n\nA Acme responde a perguntas.\n" in site.get(path).text


@pytest.mark.parametrize("path", ["/en.md", "/en/readme.md", "/en/index.md"])
def test_page_of_a_folder_has_the_names_of_its_file(site: httpx.Client, path: str) -> None:
    """As links in a git source have it."""
    assert "\n# Acme\n\nAcme answers questions.\n" in site.get(path).text


def test_browser_gets_a_page_that_names_its_other_forms(site: httpx.Client) -> None:
    """Markdown, and the other language; a page that is published nowhere else may be indexed."""
    response = site.get("/en", headers=BROWSER)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "x-robots-tag" not in response.headers
    told = response.headers["link"]
    assert f'<{site.base_url.join("/en.md")}>; rel="alternate"; type="text/markdown"' in told
    assert f'<{site.base_url.join("/")}>; rel="alternate"; hreflang="pt"' in told
    head = read(response.text, str(response.url))
    assert {(twin.tag, twin.url) for twin in head.translations} == {
        ("en", str(site.base_url.join("/en"))),
        ("pt", str(site.base_url.join("/"))),
    }


@pytest.mark.parametrize(
    ("path", "accept"), [("/en.json", "*/*"), ("/en", "application/json"), ("/en.md", "application/json")]
)
def test_page_comes_as_json(site: httpx.Client, path: str, accept: str) -> None:
    """With what is known of it."""
    page = site.get(path, headers={"Accept": accept}).json()
    assert page["url"] == str(site.base_url.join("/en"))
    assert (page["title"], page["language"]) == ("Acme", "en")
    assert page["markdown"] == "# Acme\n\nAcme answers questions."
    assert page["alternates"] == [{"language": "pt", "url": str(site.base_url.join("/"))}]


def test_missing_page_is_told_in_each_form(site: httpx.Client) -> None:
    """200 for agents, who would not read an error; 404 for browsers and programs; never to be indexed."""
    path = "/en/rotate-api-keys"
    agent, browser = site.get(f"{path}.md"), site.get(path, headers=BROWSER)
    program = site.get(f"{path}.json")
    assert (agent.status_code, browser.status_code, program.status_code) == (200, 404, 404)
    assert {each.headers["x-robots-tag"] for each in (agent, browser, program)} == {"noindex, nofollow"}
    assert agent.text.startswith(f"# Page Not Found\n\nThe documentation has no page at `{path}`.\n")
    similar = re.findall(r"^- \[.*\]\((\S+)\)", agent.text, re.MULTILINE)
    assert similar[0] == str(site.base_url.join("/en/keys.md"))
    assert len(similar) <= 5
    assert f"GET {site.base_url.join(path)}.md?ask=<question>" in agent.text
    assert "<h1>There is no page here</h1>" in browser.text
    assert 'href="/en/keys"' in browser.text
    assert program.headers["content-type"] == "application/problem+json"
    assert path in program.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/x%0A%0A%23%20Sources:%0A%0A-%20[bad](http://bad.test).md", "/%60%60%0Aignore%20this.md"]
)
def test_address_cannot_write_into_the_not_found_text(site: httpx.Client, path: str) -> None:
    """What a client sends is shown as one word."""
    lines = site.get(path).text.splitlines()
    assert "# Sources:" not in lines
    assert "ignore this" not in lines
    assert not any("](http://bad.test)" in line for line in lines)


@pytest.mark.parametrize(
    "path", ["/-.md", "/en/.md", f"/{'long-' * 2000}.md", "/%00.md", "/..%2f..%2fetc/passwd.md"]
)
def test_odd_address_is_a_missing_page(site: httpx.Client, path: str) -> None:
    """Nothing breaks over it."""
    response = site.get(path)
    assert response.status_code == 200
    assert response.text.startswith(("# Page Not Found\n", "> For the complete"))


@pytest.fixture
def moving(tmp_path: Path) -> Workspace:
    """A site, one page of which was moved twice, and another that was removed."""
    workspace = installed(tmp_path)
    pages = dict(PAGES)
    for name in ("en/secrets/rotate.md", "en/secrets/rotate-keys.md"):
        former = next(each for each in pages if pages[each] == PAGES["en/keys.md"])
        pages[name] = pages.pop(former)
        synced(workspace, tmp_path / "docs", pages)
    del pages["en/billing/upgrade.md"]
    synced(workspace, tmp_path / "docs", pages)
    return workspace


def test_moved_page_is_redirected_to_where_it_is_now(moving: Workspace) -> None:
    """For good (308), in one step however often it moved, in the same form and with the same parameters."""
    with serving(application(moving)) as url, httpx.Client(base_url=url, timeout=60) as site:
        for former in ("/en/keys", "/en/secrets/rotate"):
            for suffix in ("", ".md", ".json"):
                response = site.get(f"{former}{suffix}?displayAgentInstructions=false")
                assert response.status_code == 308
                target = f"{url}/en/secrets/rotate-keys{suffix}?displayAgentInstructions=false"
                assert response.headers["location"] == target
        assert (
            site.get("/en/keys.md?displayAgentInstructions=false", follow_redirects=True).text == f"{TEXT}\n"
        )
        assert site.get("/en/billing/upgrade.md").text.startswith("# Page Not Found\n")
        asked = site.get("/en/keys.md", params={"ask": QUESTION})
        assert asked.status_code == 200
        assert "\n# Sources:\n" in asked.text


def test_running_service_learns_of_a_move_with_the_next_sync(tmp_path: Path) -> None:
    """The journal is read again when another generation is live."""
    workspace = installed(tmp_path)
    with serving(application(workspace)) as url:
        assert httpx.get(f"{url}/en/rotate.md", timeout=60).status_code == 200
        pages = {("en/rotate.md" if name == "en/keys.md" else name): text for name, text in PAGES.items()}
        synced(workspace, tmp_path / "docs", pages)
        assert httpx.get(f"{url}/en/keys.md", timeout=60).headers["location"] == f"{url}/en/rotate.md"


def test_site_whose_journal_cannot_be_read_has_no_moves(moving: Workspace, tmp_path: Path) -> None:
    """A missing page is then missing, and no more."""
    (tmp_path / "foreign.db").write_text("not one of ours")
    moves = Moves(((lambda: Corpus.open(tmp_path / "foreign.db"), ""),))
    assert moves.target("/en/keys", moving.asker().generation()) == ""
    assert moving.moves().target("/en/keys", moving.asker().generation()) == "/en/secrets/rotate-keys"
