"""Signing in with a browser: a key in a cookie, which works for our own pages alone."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from service.app import create_app
from service.http.access import Access
from service.http.cookie_key import COOKIE, SIGN_IN, SIGN_OUT
from service.keys import KeyRing, Scope
from service.operation import Operation
from service.wiring import Workspace

ASKED = "/keys?ask=How%20do%20I%20rotate%20an%20API%20key%3F"
ALL = frozenset(Scope)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[KeyRing]:
    """No keys yet."""
    with closing(KeyRing(tmp_path / "keys.db")) as ring:
        yield ring


@pytest.fixture
def client(workspace: Workspace, ring: KeyRing) -> Iterator[TestClient]:
    """A browser in front of a service that answers nobody without a key."""
    app = create_app(workspace.asker(), operation=Operation(access=Access(ring, ALL)))
    with TestClient(app, base_url="http://docs.test", headers=BROWSER, follow_redirects=False) as opened:
        yield opened


def signed_in(client: TestClient, key: str, back: str = "/") -> Response:
    """Send the form."""
    return client.post(SIGN_IN, data={"key": key, "back": back}, headers=OWN)


def test_browser_without_a_key_is_asked_for_one_and_comes_back(client: TestClient, ring: KeyRing) -> None:
    """To the very question; the cookie that it gets is out of reach of scripts and of other sites."""
    sent = client.get(ASKED)
    assert sent.status_code == 303
    form = client.get(sent.headers["location"])
    assert form.status_code == 200
    assert f'name="back" value="{ASKED}"' in form.text
    back = signed_in(client, ring.create("lead", Scope), ASKED)
    assert (back.status_code, back.headers["location"]) == (303, ASKED)
    cookie = back.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= set(cookie.split("; "))
    assert "secure" not in cookie
    assert client.get(ASKED).status_code == 200
    assert client.post(SIGN_OUT, headers=OWN).status_code == 303
    assert client.get(ASKED).status_code == 303


def test_cookie_is_secure_where_the_page_is(workspace: Workspace, ring: KeyRing) -> None:
    """Over https, or behind a proxy at an https address."""
    operation = Operation(access=Access(ring, ALL))
    key = ring.create("lead", Scope)
    for base, public in (("https://docs.test", ""), ("http://docs.test", "https://docs.example")):
        with TestClient(create_app(workspace.asker(), public, operation=operation), base_url=base) as client:
            kept = client.post(SIGN_IN, data={"key": key}, headers=OWN, follow_redirects=False)
            assert "; Secure" in kept.headers["set-cookie"]


def test_wrong_key_is_told(client: TestClient, ring: KeyRing) -> None:
    """So is a revoked one; nothing is kept."""
    ring.create("old", Scope)
    revoked = ring.create("gone", Scope)
    ring.revoke("gone")
    for key in ("", "ask_wrong", revoked):
        refused = signed_in(client, key, "/insights")
        assert refused.status_code == 401
        assert "not a key of this service" in refused.text
        assert 'value="/insights"' in refused.text
        assert "set-cookie" not in refused.headers


def test_key_that_does_not_open_a_page_is_told_so(client: TestClient, ring: KeyRing) -> None:
    """With what it lacks; a program gets 403."""
    signed_in(client, ring.create("asker", [Scope.ASK]))
    assert client.get(ASKED).status_code == 200
    for path in ("/insights", "/insights.csv?what=pages"):
        sent = client.get(path)
        assert sent.status_code == 303
        assert "“admin”" in client.get(sent.headers["location"]).text
        assert client.get(path, headers={"Accept": "application/json"}).status_code == 403


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "",
    ],
)
def test_sign_in_leads_to_this_site_only(client: TestClient, ring: KeyRing, back: str) -> None:
    """Neither the form nor what follows it names another one."""
    key = ring.create("lead", Scope)
    assert 'name="back" value="/"' in client.get(SIGN_IN, params={"back": back}).text
    assert signed_in(client, key, back).headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://docs.test.evil.example"},
        {},
    ],
)
def test_cookie_of_a_request_from_elsewhere_opens_nothing(
    client: TestClient, ring: KeyRing, headers: dict[str, str]
) -> None:
    """What is posted has to prove that one of our pages sent it; with a key in the header it need not."""
    key = ring.create("lead", Scope)
    signed_in(client, key)
    question = {"question": "How do I rotate an API key?"}
    assert client.cookies.get(COOKIE) == key
    assert client.post("/v1/ask", json=question, headers=headers).status_code == 401
    bearing = headers | {"Authorization": f"Bearer {key}"}
    assert client.post("/v1/ask", json=question, headers=bearing).status_code == 200


@pytest.mark.parametrize("headers", [OWN, {"Origin": "http://docs.test"}])
def test_cookie_of_our_own_page_opens(client: TestClient, ring: KeyRing, headers: dict[str, str]) -> None:
    """Browsers say so in either of two headers."""
    signed_in(client, ring.create("lead", Scope))
    question = {"question": "How do I rotate an API key?"}
    assert client.post("/v1/ask", json=question, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OWN, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}, 401),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}, 401),
    ],
)
def test_other_sites_cannot_read_with_the_cookie(
    client: TestClient, ring: KeyRing, headers: dict[str, str], status: int
) -> None:
    """A link that is clicked opens a page; a script or a picture of another site gets nothing."""
    signed_in(client, ring.create("lead", Scope))
    asked = {"Accept": "application/json", "Sec-Fetch-Mode": "cors"} | headers
    assert client.get("/v1/search?q=key", headers=asked).status_code == status


@pytest.mark.parametrize("door", [SIGN_IN, SIGN_OUT])
def test_other_sites_sign_nobody_in_or_out(client: TestClient, ring: KeyRing, door: str) -> None:
    """A reader would else ask under a stranger's key, or lose theirs."""
    key = ring.create("lead", Scope)
    signed_in(client, key)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post(door, data={"key": key}, headers=headers).status_code == 403
    assert client.get(ASKED).status_code == 200


def test_program_is_not_sent_to_a_form(client: TestClient) -> None:
    """It gets 401, as ever; a form that a browser posts too, since it could not be sent again."""
    for accept in ("*/*", "application/json", "text/markdown", "text/event-stream"):
        assert client.get(ASKED, headers={"Accept": accept}).status_code == 401
    assert client.post("/~askdocs/feedback", data={"question": "x"}, headers=OWN).status_code == 401


def test_where_no_keys_are_needed_insights_are_open(workspace: Workspace) -> None:
    """On loopback; the form then knows no key."""
    with TestClient(create_app(workspace.asker()), base_url="http://docs.test") as client:
        assert client.get("/insights").status_code == 200
        assert signed_in(client, "ask_any").status_code == 401
