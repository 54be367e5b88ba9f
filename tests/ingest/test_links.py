"""Links between the pages of a site: which page a target means, and what that page is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.links import SiteMap

PAGES = ("/", "/intro", "/billing", "/billing/support", "/billing/plans", "/São Paulo/início", "/a.b")


def site(root: str = "") -> SiteMap:
    """A site of PAGES, each titled by its path in capitals, below a root URL or without any."""
    return SiteMap.of((root + path, path, path.upper()) for path in PAGES)


@pytest.mark.parametrize(
    ("target", "page", "expected"),
    [
        ("billing/README.md", "/", "/billing"),
        ("README.md", "/intro", "/"),
        ("intro.md", "/billing", "/intro"),
        ("support.md", "/billing", "/billing/support"),
        ("./plans.md", "/billing/support", "/billing/plans"),
        ("../intro.md", "/billing/support", "/intro"),
        ("../", "/billing/support", "/"),
        ("README.md", "/billing/support", "/billing"),
        ("/billing/plans", "/intro", "/billing/plans"),
        ("/billing/", "/intro", "/billing"),
        ("plans.md#prices", "/billing", "/billing/plans"),
        ("plans.md?q=1", "/billing", "/billing/plans"),
        ("S%C3%A3o%20Paulo/in%C3%ADcio.md", "/intro", "/São Paulo/início"),
        ("readme.MD", "/intro", "/"),
        ("a.b", "/intro", "/a.b"),
    ],
)
def test_target_is_read_from_its_page(target: str, page: str, expected: str) -> None:
    """Relative, absolute, with and without `.md`, encoded, with an anchor or a query."""
    assert site().path(target, page) == expected


@pytest.mark.parametrize(
    "target",
    [
        *("", "#prices", "?q=1", "mailto:a@b.example", "https://other.example/intro", "intro.pdf", "gone.md"),
        *("broken://intro", "/broken/pages/intro", "broken-reference", "//other.example/intro", "http://["),
    ],
)
def test_what_is_no_page_of_the_site_leads_nowhere(target: str) -> None:
    """Sections, files, other sites and pages that are gone."""
    assert site().path(target, "/intro") is None
    assert site("https://docs.example.com").path(target, "/intro") is None


@pytest.mark.parametrize("root", ["https://docs.example.com", "https://docs.example.com/help"])
def test_links_to_the_sites_own_host_resolve(root: str) -> None:
    """A website links to itself by URL, under http too, whatever the host's case."""
    mapped = site(root)
    assert mapped.path(f"{root}/billing/plans.md#x", "/intro") == "/billing/plans"
    assert mapped.path(f"{root}/", "/intro") == "/"
    assert mapped.path(f"{root}/S%C3%A3o%20Paulo/in%C3%ADcio", "/intro") == "/São Paulo/início"
    assert mapped.path(root.replace("https://docs", "HTTP://DOCS") + "/intro.md", "/") == "/intro"
    assert mapped.path(root.replace("docs.", "other.") + "/intro", "/") is None


def test_root_relative_link_may_hold_the_sites_base() -> None:
    """On a site below `/help`, `/help/intro` and `/intro` are one page."""
    mapped = site("https://docs.example.com/help")
    assert mapped.path("/help/intro", "/billing") == mapped.path("/intro", "/billing") == "/intro"


def test_title_is_found_by_the_target_as_written() -> None:
    """What `split` is given for one page; a page without a title has none."""
    titled = SiteMap.of([("/a", "/a", "Plans"), ("/b", "/b", "")]).title_of("/b")
    assert (titled("a.md"), titled("b.md"), titled("c.md")) == ("Plans", None, None)


@given(st.text(max_size=30), st.sampled_from(PAGES))
def test_any_target_is_read(target: str, page: str) -> None:
    """A page's author can write anything there."""
    assert site("https://docs.example.com").path(target, page) in {None, *PAGES}
