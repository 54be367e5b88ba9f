"""What a person sees while the service cannot serve them; programs get what they always get."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from httpx2 import Response

from service.app import create_app
from service.ask import Asker
from service.http.access import Access
from service.http.load import Load
from service.keys import KeyRing
from service.operation import Operation
from service.wiring import Workspace
from tests.service.http.served import Held
from tests.service.http.test_observed import Broken

ASKED = "/keys?ask=How%20do%20I%20rotate%20an%20API%20key%3F"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@contextmanager
def opened(asker: Asker, operation: Operation | None = None) -> Iterator[TestClient]:
    """The service, run like this."""
    app = create_app(asker, operation=operation)
    with TestClient(app, base_url="http://docs.test", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(params=["busy", "often", "slow", "broken"])
def refused(
    request: pytest.FixtureRequest, workspace: Workspace, tmp_path: Path
) -> Iterator[tuple[str, TestClient]]:
    """A service that turns everybody away who asks, and why."""
    asker, why = workspace.asker(), str(request.param)
    if why == "busy":
        with opened(asker, Operation(load=Load(requests=0))) as client:
            yield why, client
    elif why == "often":
        access = Access(KeyRing(tmp_path / "keys.db"), rate="1/minute")
        with closing(access.keys), opened(asker, Operation(access=access)) as client:
            client.get(ASKED)
            yield why, client
    elif why == "slow":
        asker.answerer = held = Held(asker.answerer)
        with opened(asker, Operation(load=Load(seconds=0.1))) as client:
            yield why, client
            held.may.set()
    else:
        with opened(replace(asker, answerer=Broken())) as client:
            yield why, client


SAID = {
    "busy": (503, "The service is busy", "Try again in 1 s."),
    "often": (429, "Too many questions in a short time", "Try again in "),
    "slow": (504, "There was no answer in time", "Ask something simpler"),
    "broken": (500, "Something went wrong here", "request abc-123."),
}


def test_a_person_gets_a_page_with_a_way_on(refused: tuple[str, TestClient]) -> None:
    """In words, under the headers of all pages, and with a link to the same address."""
    why, client = refused
    status, title, advice = SAID[why]
    reply = client.get(ASKED, headers=BROWSER | {"X-Request-ID": "abc-123"})
    assert reply.status_code == status
    shown = BeautifulSoup(reply.text, "html.parser")
    assert shown.h1
    assert shown.h1.get_text() == title
    assert advice in shown.get_text()
    assert [link["href"] for link in shown.select("main a")] == [ASKED]
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert (reply.headers["cache-control"], reply.headers["x-content-type-options"]) == (
        "no-store",
        "nosniff",
    )
    assert "refresh" not in reply.headers
    assert ("retry-after" in reply.headers) == (why in {"busy", "often"})


def test_programs_get_what_they_always_get(refused: tuple[str, TestClient]) -> None:
    """A line of text, or JSON; also who takes HTML among other things that they like better."""
    _, client = refused

    def kind(path: str, accept: str) -> str:
        reply: Response = client.get(path, headers={"Accept": accept})
        assert reply.status_code >= 429
        return reply.headers["content-type"].partition(";")[0]

    asked = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"
    assert kind(asked, "text/html,*/*") == "text/plain"
    assert kind(ASKED, "text/markdown") == "text/plain"
    assert kind(ASKED, "text/markdown, text/html;q=0.5") == "text/plain"
    assert kind(ASKED, "application/json, text/html;q=0.5") != "text/html"
    assert kind(ASKED, "*/*") != "text/html"


def test_the_page_speaks_the_language_of_its_reader(workspace: Workspace) -> None:
    """Like the rest of the interface, and in the appearance that the reader chose."""
    with opened(workspace.asker(), Operation(load=Load(requests=0))) as client:
        client.cookies.set("askdocs_theme", "dark")
        reply = client.get(ASKED, headers=BROWSER | {"Accept-Language": "pt-BR"})
    assert '<html lang="pt" data-theme="dark">' in reply.text
    assert "Tente de novo em 1 s." in reply.text
