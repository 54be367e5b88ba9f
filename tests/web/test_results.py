"""The fragment of results that the search box shows."""

import json

from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient

ADDRESS = "/~askdocs/results"


def fetched(client: TestClient, **asked: str) -> BeautifulSoup:
    """The fragment for what is typed."""
    response = client.get(ADDRESS, params=asked)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def test_half_a_word_finds_its_page(client: TestClient) -> None:
    """The last word is completed; passages stand under their page, with where that stands."""
    first = fetched(client, q="direct channel by wha").select("[role=group]")[0]
    assert first["aria-label"] == "Support"
    trails = [each.get_text() for each in first.select(".option-trail")]
    assert trails == ["Administration and Configuration › Billing"]
    assert "WhatsApp" in [mark.get_text() for mark in first.select("mark")]


def test_each_option_leads_to_its_words(client: TestClient) -> None:
    """An option's address has the place of the passage and its heading, and opens at the mark."""
    option = fetched(client, q="enterprise support whatsapp").select_one("[role=option]")
    assert isinstance(option, Tag)
    path, _, place = str(option["href"]).partition("?at=")
    assert path == "/en/administration-and-configuration/billing/support"
    assert place.endswith("~enterprise-support#ui:found")
    page = client.get(str(option["href"]), headers={"Accept": "text/html"})
    assert 'id="ui:found"' in page.text


def test_filters(client: TestClient) -> None:
    """Language and path choose among what was found; the sections that are offered stay the same."""
    everything = fetched(client, q="support")
    portuguese = fetched(client, q="support", language="pt")
    assert {group["lang"] for group in portuguese.select("[role=group]")} == {"pt"}
    below = fetched(client, q="support", path="/en/administration-and-configuration/billing")
    addresses = [str(option["href"]) for option in below.select("[role=option]")]
    assert addresses
    assert all(each.startswith("/en/administration-and-configuration/billing") for each in addresses)
    assert offered(everything) == offered(below)
    assert ["Support", "/en/administration-and-configuration/billing/support"] in offered(below)


def test_an_unknown_site_is_an_error(client: TestClient) -> None:
    """A site that there is not is told as everywhere."""
    assert client.get(ADDRESS, params={"q": "support", "site": "nothing"}).status_code == 404


def test_nothing_typed_finds_nothing(client: TestClient) -> None:
    """White space alone is no question; nor are too many characters."""
    assert client.get(ADDRESS, params={"q": "  "}).status_code == 422
    assert client.get(ADDRESS, params={"q": "x" * 513}).status_code == 422


def test_what_is_typed_is_text(client: TestClient) -> None:
    """Markup in what is typed is in no attribute and no element of the fragment."""
    shown = client.get(ADDRESS, params={"q": '"><script>alert(1)</script> support'})
    assert "<script" not in shown.text


def offered(fragment: BeautifulSoup) -> list[list[str]]:
    """Titles and paths of the sections that one may choose among."""
    (options,) = fragment.select("[role=listbox]")
    sections: list[list[str]] = json.loads(str(options["data-sections"]))
    return sections
