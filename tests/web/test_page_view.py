"""What a page for readers shows around its text."""

from dataclasses import replace
from datetime import UTC, datetime

from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient

from ingest.page import Alternate, Page
from service.links import Links
from service.web.navigation import Navigation
from service.web.page_view import PageView, page_view
from service.web.place import place_of
from service.web.texts import texts

HERE = Page(
    url="https://docs.test/en/users",
    path="/en/users",
    title="Users",
    description="Who they\nare.",
    language="en",
    markdown="# Users and roles\n\nText.\n\n## Roles\n\n### Admin\n\n#### Detail\n\n## Rights\n",
    fetched_at=datetime(2026, 5, 1, tzinfo=UTC),
    last_modified=datetime(2026, 3, 9, 12, 30, tzinfo=UTC),
    alternates=(Alternate("pt", "/usuarios"),),
)
HOME = replace(HERE, url="https://docs.test/en", path="/en", title="Docs", markdown="", alternates=())
NEXT = replace(HOME, url="https://docs.test/en/last", path="/en/last", title="Last")


def view(page: Page = HERE, interface: str = "en", at: str = "", base: str = "http://here.test") -> PageView:
    """The view of a page of a small site."""
    return page_view(page, Navigation.of([HOME, HERE, NEXT]), Links(base), texts(interface), at)


def test_the_title_is_the_page_s_own() -> None:
    """The page's heading is the title once, with its anchor; a page without one has its name."""
    assert (view().title, view().anchor) == ("Users and roles", "users-and-roles")
    assert "Users and roles" not in view().html
    assert view(replace(HERE, markdown="Text only.")).title == "Users"


def test_dates_are_written_in_the_reader_s_language() -> None:
    """When it changed stands there for people and for machines; where nobody knows, nothing does."""
    assert (view().updated, view().moment) == ("9 March 2026", "2026-03-09T12:30:00+00:00")
    assert view(interface="pt").updated == "9 de março de 2026"
    assert view(replace(HERE, last_modified=None)).updated == ""


def test_ways_from_the_page() -> None:
    """It leads to what is above, before and behind it, to its twin, its markdown and its original."""
    shown = view()
    assert [(crumb.title, crumb.address) for crumb in shown.crumbs] == [("Docs", "/en")]
    assert shown.before is not None
    assert shown.behind is not None
    assert (shown.before.address, shown.behind.address) == ("/en", "/en/last")
    assert [(twin.name, twin.address, twin.alternate, twin.is_here) for twin in shown.twins] == [
        ("English", "/en/users", "http://here.test/en/users", True),
        ("Portuguese", "/usuarios", "http://here.test/usuarios", False),
    ]
    assert shown.markdown == "http://here.test/en/users.md"
    assert shown.original == "https://docs.test/en/users"
    assert view(base="https://docs.test").original == ""


def test_the_outline_has_two_levels() -> None:
    """The headings of the two highest levels that the page has."""
    outlined = [(each.text, each.anchor, each.is_inner) for each in view().outline]
    assert outlined == [("Roles", "roles", False), ("Admin", "admin", True), ("Rights", "rights", False)]
    only_small = view(replace(HERE, markdown="#### One\n\n#### Two\n"))
    assert [(each.text, each.is_inner) for each in only_small.outline] == [("One", False), ("Two", False)]


def test_a_place_is_marked_or_said_to_have_changed() -> None:
    """A link's words are marked; where the page has changed since, it says so and marks nothing."""
    at = place_of(HERE, "Text.")
    assert 'class="found"' in view(at=at).html
    assert not view(at=at).is_changed
    changed = view(replace(HERE, markdown="Other text."), at=at)
    assert 'class="found"' not in changed.html
    assert changed.is_changed
    assert not view(at="x").is_changed


def test_a_link_to_a_changed_page_leads_to_the_section() -> None:
    """What the link's address ends in is where the section is now; without its mark."""
    at = place_of(HERE, "Text.", "admin")
    changed = view(replace(HERE, markdown="# Users\n\n## Roles\n\n### Admin\n\nOther text.\n"), at=at)
    led_to = BeautifulSoup(changed.html, "html.parser").find(id="ui:found")
    assert isinstance(led_to, Tag)
    assert led_to.h3
    assert led_to.h3["id"] == "admin"
    assert 'class="found"' not in changed.html
    assert 'id="ui:found"' not in view(replace(HERE, markdown="# Users\n\nAll new."), at=at).html


def test_the_page_as_it_is_served(client: TestClient) -> None:
    """One title, the page's language on its text, the tree with the page in it, and no script in the text."""
    reply = client.get(
        "/en/integrations/sql-server", headers={"Accept": "text/html", "Accept-Language": "pt"}
    )
    assert reply.status_code == 200
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert 'rel="alternate"; type="text/markdown"' in reply.headers["link"]
    shown = BeautifulSoup(reply.text, "html.parser")
    assert shown.html is not None
    assert shown.html["lang"] == "pt"
    assert [title.get_text() for title in shown.select("main h1")] == ["SQL Server"]
    prose = shown.select_one(".prose")
    assert prose is not None
    assert prose["lang"] == "en"
    assert [link["href"] for link in shown.select("nav.sidebar [aria-current=page]")] == [
        "/en/integrations/sql-server"
    ]
    ids = [element["id"] for element in shown.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_a_changed_page_says_so(client: TestClient) -> None:
    """The reader of an old link is told that its place is not marked."""
    reply = client.get("/en/integrations/sql-server?at=1-9~00000000", headers={"Accept": "text/html"})
    assert "This page has changed since the link was made" in reply.text
