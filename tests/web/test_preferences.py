"""How readers have the interface: what they chose, else what their browser says, without a script."""

import pytest
from fastapi.testclient import TestClient

from service.web.preferences import Preferences, Theme, preferences


@pytest.mark.parametrize(
    ("cookies", "accepted", "page", "interface"),
    [
        ({"askdocs_interface": "pt"}, "en", "en", "pt"),
        ({"askdocs_interface": "xx"}, "pt-BR,pt;q=0.9,en;q=0.8", "en", "pt"),
        ({}, "de;q=1, en;q=0.2, pt;q=0.7", "", "pt"),
        ({}, "pt;q=0, de", "en", "en"),
        ({}, "", "pt", "pt"),
        ({}, "de", "fr", "en"),
    ],
)
def test_language_of_the_interface(cookies: dict[str, str], accepted: str, page: str, interface: str) -> None:
    """The reader's choice counts first, then the browser's languages, then the page's, then English."""
    assert preferences(cookies, accepted, page).interface == interface


def test_theme() -> None:
    """A theme that there is is kept; with any other it is as the device has it."""
    assert preferences({"askdocs_theme": "dark"}, "").theme is Theme.DARK
    assert preferences({"askdocs_theme": '"><script>'}, "") == Preferences("en", Theme.AUTO)


@pytest.fixture
def browser_of_one(client: TestClient) -> TestClient:
    """A client whose cookies nobody shares."""
    return TestClient(client.app, base_url="http://docs.test")


def test_choices_are_kept_and_lead_back(browser_of_one: TestClient) -> None:
    """The form sets a cookie for each choice and goes back to where it was sent from."""
    sent = {"interface": "pt", "theme": "dark", "back": "/en?ask=x"}
    kept = browser_of_one.post("/~askdocs/preferences", data=sent, follow_redirects=False)
    assert (kept.status_code, kept.headers["location"]) == (303, "/en?ask=x")
    cookies = kept.headers.get_list("set-cookie")
    assert [each.partition(";")[0] for each in cookies] == ["askdocs_interface=pt", "askdocs_theme=dark"]
    assert all("HttpOnly" in each and "SameSite=lax" in each for each in cookies)


@pytest.mark.parametrize("back", ["//evil.test/", "https://evil.test/", "/\\evil.test", "evil", "/a\r\nb: c"])
def test_nobody_is_sent_elsewhere(browser_of_one: TestClient, back: str) -> None:
    """An address that is not a path of this site leads home."""
    sent = browser_of_one.post(
        "/~askdocs/preferences", data={"theme": "dark", "back": back}, follow_redirects=False
    )
    assert sent.headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.test"}],
)
def test_other_sites_choose_nothing(browser_of_one: TestClient, headers: dict[str, str]) -> None:
    """A form that another site sends is refused."""
    sent = browser_of_one.post("/~askdocs/preferences", data={"theme": "dark"}, headers=headers)
    assert sent.status_code == 403
    assert "set-cookie" not in sent.headers
