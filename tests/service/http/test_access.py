"""Keys and limits: who may ask for what, and how often."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from service.app import create_app
from service.errors import KeyNameError
from service.http.access import Access
from service.keys import KeyRing, Scope
from service.operation import PUBLIC_RATE, Operation, Served, locked, rate
from service.wiring import Workspace

ASKED = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"
ALL = frozenset(Scope)


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[KeyRing]:
    """No keys yet."""
    with closing(KeyRing(tmp_path / "keys.db")) as ring:
        yield ring


@contextmanager
def service(workspace: Workspace, access: Access) -> Iterator[TestClient]:
    """The service under these rules."""
    with TestClient(create_app(workspace.asker(), operation=Operation(access=access))) as client:
        yield client


def bearing(client: TestClient, key: str, address: str = ASKED) -> Response:
    """Ask with a key."""
    return client.get(address, headers={"Authorization": f"Bearer {key}"})


def test_without_rules_everybody_may_ask(client: TestClient) -> None:
    """A key of another service, which some clients always send, does no harm."""
    assert client.get(ASKED).status_code == 200
    assert bearing(client, "sk-anything").status_code == 200
    assert "ratelimit" not in client.get(ASKED).headers


@pytest.mark.parametrize(
    "address",
    [
        ASKED,
        "/keys.md?%61sk=why",
        "/v1/search?q=key",
        "/metrics",
        "/?goal=x&ask=why",
        "/insights",
        "/insights.csv?what=pages",
        "/~askdocs/results?q=key",
    ],
)
def test_where_keys_are_needed_only_a_key_opens(workspace: Workspace, ring: KeyRing, address: str) -> None:
    """However the parameter is spelt; pages and health stay open."""
    key = ring.create("everything", Scope)
    with service(workspace, Access(ring, ALL)) as client:
        refused = client.get(address)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert bearing(client, key[:-1], address).status_code == 401
        assert bearing(client, key, address).status_code == 200
        for free in ("/keys.md", "/metrics-guide.md", "/llms.txt", "/healthz", "/readyz"):
            assert client.get(free).status_code == 200


def test_posted_questions_need_a_key_as_well(workspace: Workspace, ring: KeyRing) -> None:
    """At every door."""
    with service(workspace, Access(ring, ALL)) as client:
        for door in ("/v1/ask", "/v1/chat/completions", "/mcp", "/~gitbook/mcp", "/anything"):
            assert client.post(door, json={"question": "why"}).status_code == 401


def test_key_opens_what_it_is_for(workspace: Workspace, ring: KeyRing) -> None:
    """403 names what it lacks."""
    searching = ring.create("search", [Scope.SEARCH])
    with service(workspace, Access(ring, ALL)) as client:
        assert bearing(client, searching, "/v1/search?q=key").status_code == 200
        refused = bearing(client, searching, "/metrics")
        assert refused.status_code == 403
        assert "`admin`" in refused.json()["detail"]


def test_key_of_who_runs_the_service_starts_a_sync(workspace: Workspace, ring: KeyRing) -> None:
    """Beside the one in the settings; the key of a client does not."""
    admin, client_key = ring.create("operator", [Scope.ADMIN]), ring.create("chatbot", [Scope.ASK])
    app = create_app(workspace.asker(), starter=workspace.starter(), operation=Operation(access=Access(ring)))
    with TestClient(app) as client:
        address = "/v1/sync?site=none"
        answers = [
            client.post(address, headers={"Authorization": f"Bearer {key}"}) for key in (admin, client_key)
        ]
    assert [each.status_code for each in answers] == [404, 403]


def test_revoked_key_opens_nothing(workspace: Workspace, ring: KeyRing) -> None:
    """At once, in a service that runs."""
    key = ring.create("chatbot", [Scope.ASK])
    with service(workspace, Access(ring, ALL)) as client:
        assert bearing(client, key).status_code == 200
        ring.revoke("chatbot")
        assert bearing(client, key).status_code == 401


def test_keyless_address_is_limited_and_told(workspace: Workspace, ring: KeyRing) -> None:
    """429 with when to come again; pages are not counted, a key without a rate is not limited."""
    key = ring.create("chatbot", [Scope.ASK])
    with service(workspace, Access(ring, rate="2/minute")) as client:
        first = client.get(ASKED)
        assert first.headers["ratelimit-policy"] == '"default";q=2;w=60'
        assert first.headers["ratelimit"].startswith('"default";r=1;t=')
        assert client.get("/keys.md").status_code == client.get(ASKED).status_code == 200
        refused = client.get(ASKED)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 120
        assert "2 per 1 minute" in refused.text
        assert bearing(client, key).status_code == 200
        assert client.get("/keys.md").status_code == 200


def test_typing_has_a_limit_of_its_own(workspace: Workspace, ring: KeyRing) -> None:
    """Ten look-ups weigh as much as a question, and leave the questions as many as they were."""
    with service(workspace, Access(ring, rate="2/minute")) as client:
        typed = [client.get("/~askdocs/results?q=key") for _ in range(21)]
        assert [each.status_code for each in typed] == [200] * 20 + [429]
        assert typed[0].headers["ratelimit-policy"] == '"typing";q=20;w=60'
        assert client.get(ASKED).headers["ratelimit"].startswith('"default";r=1;t=')


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
    ],
)
def test_address_is_what_a_client_cannot_choose(
    workspace: Workspace, ring: KeyRing, first: str, second: str, same: bool
) -> None:
    """Of IPv6 the first half."""
    app = create_app(workspace.asker(), operation=Operation(access=Access(ring, rate="1/minute")))
    statuses = [TestClient(app, client=(host, 1)).get(ASKED).status_code for host in (first, first, second)]
    assert statuses == [200, 429, 429 if same else 200]


def test_key_has_a_rate_of_its_own(workspace: Workspace, ring: KeyRing) -> None:
    """Of several workers each grants its part."""
    key = ring.create("chatbot", [Scope.ASK], "4/minute")
    with service(workspace, Access(ring, ALL, workers=2)) as client:
        assert [bearing(client, key).status_code for _ in range(3)] == [200, 200, 429]


def test_keys_are_kept_as_digests_alone(ring: KeyRing, tmp_path: Path) -> None:
    """In a file for its owner only; each name is given once, and what is unknown cannot be revoked."""
    key = ring.create("chatbot", [Scope.ASK], "5/second")
    assert ring.known(key) == ring.all()[0]
    with closing(sqlite3.connect(tmp_path / "keys.db")) as file:
        assert key not in "".join(file.iterdump())
    assert (tmp_path / "keys.db").stat().st_mode & 0o077 == 0
    with pytest.raises(KeyNameError, match="another name"):
        ring.create("chatbot", [Scope.ASK])
    with pytest.raises(KeyNameError, match="askdocs keys list"):
        ring.revoke("nobody")


@pytest.mark.parametrize(
    ("access", "host", "closed", "limit"),
    [
        ("open", "127.0.0.1", frozenset(), ""),
        ("open", "0.0.0.0", frozenset({Scope.ADMIN}), PUBLIC_RATE),  # noqa: S104 - a name, not bound
        ("keys", "127.0.0.1", ALL, ""),
        ("keys", "::", ALL, PUBLIC_RATE),
    ],
)
def test_address_decides_what_is_open(access: str, host: str, closed: frozenset[Scope], limit: str) -> None:
    """On loopback all of it, as often as one likes; a rate that is set holds everywhere."""
    served = Served(host)
    assert (locked(access, served), rate("", served)) == (closed, limit)
    assert (rate("5/hour", served), rate("off", served)) == ("5/hour", "")
