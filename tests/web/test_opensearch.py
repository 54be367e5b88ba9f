"""OpenSearch: what a browser's address bar needs in order to ask the documentation."""

from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from fastapi.testclient import TestClient

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"
QUESTION = "Which support plan gives access to WhatsApp?"


def described(client: TestClient, language: str = "en") -> Element:
    """The description."""
    response = client.get("/~askdocs/opensearch.xml", headers={"Accept-Language": language})
    assert response.headers["content-type"] == "application/opensearchdescription+xml; charset=utf-8"
    read: Element = fromstring(response.text)
    return read


def template(client: TestClient, kind: str) -> str:
    """The address that is to be filled in to get this."""
    addresses = {each.get("type"): each.get("template", "") for each in described(client).iter(f"{SPACE}Url")}
    return addresses[kind]


def test_pages_name_it(client: TestClient) -> None:
    """A browser that is on one of our pages finds it."""
    page = client.get("/en", headers={"Accept": "text/html"}).text
    assert 'rel="search" type="application/opensearchdescription+xml"' in page
    assert 'href="/~askdocs/opensearch.xml"' in page


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Ask the documentation"), ("pt-BR", "Pergunte à documentação")]
)
def test_it_speaks_the_readers_language(language: str, said: str, client: TestClient) -> None:
    """Its names have the lengths that the standard allows."""
    description = described(client, language)
    assert (description.findtext(f"{SPACE}Description") or "").startswith(said)
    assert description.findtext(f"{SPACE}Language") == language[:2]
    assert 0 < len(description.findtext(f"{SPACE}ShortName") or "") <= 16
    icon = description.findtext(f"{SPACE}Image") or ""
    assert client.get(icon).headers["content-type"].startswith("image/svg+xml")


def test_the_address_answers(client: TestClient) -> None:
    """With the question filled in, the absolute address gives the answer as a page."""
    address = template(client, "text/html")
    assert urlsplit(address).netloc == "docs.test"
    response = client.get(address.replace("{searchTerms}", QUESTION), headers={"Accept": "text/html"})
    assert "direct WhatsApp channel" in response.text


def test_suggestions_are_headings(client: TestClient) -> None:
    """For half a question: headings, the titles of their pages, and absolute addresses that exist."""
    address = template(client, "application/x-suggestions+json")
    response = client.get(address.replace("{searchTerms}", "enterprise supp"))
    assert response.headers["content-type"] == "application/x-suggestions+json"
    asked, headings, titles, addresses = response.json()
    assert asked == "enterprise supp"
    assert "Enterprise Support" in headings
    assert titles[headings.index("Enterprise Support")] == "Support"
    assert len(headings) == len(set(headings)) == len(titles) == len(addresses)
    assert client.get(addresses[0], headers={"Accept": "text/html"}).status_code == 200


def test_nothing_typed_suggests_nothing(client: TestClient) -> None:
    """An empty box is no error."""
    assert client.get("/~askdocs/suggestions?q=").json() == ["", [], [], []]
