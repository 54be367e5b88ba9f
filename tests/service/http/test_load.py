"""What a process does not take on: too much at once, too long, too large."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.http.load import Load
from service.operation import Operation
from service.wiring import Workspace
from tests.service.http.served import Held, served, until

ASKED = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"


def test_more_than_it_can_do_is_refused_at_once(workspace: Workspace) -> None:
    """503 and when to come again; those that were taken on get their answers, the probes always theirs."""
    asker = workspace.asker()
    asker.answerer = held = Held(asker.answerer)
    app = create_app(asker, operation=Operation(load=Load(requests=2)))
    with served(app) as running, ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(httpx.get, f"{running.url}{ASKED}&goal={n}", timeout=10) for n in range(2)]
        until(lambda: held.begun == 2)
        refused = httpx.get(f"{running.url}{ASKED}")
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["x-request-id"]
        for probe in ("/healthz", "/readyz", "/metrics"):
            assert httpx.get(running.url + probe).status_code == 200
        held.may.set()
        assert [each.result().status_code for each in asked] == [200, 200]
        assert httpx.get(f"{running.url}{ASKED}").status_code == 200


def test_slow_answer_ends_in_a_time_out_and_frees_its_place_when_it_ends(workspace: Workspace) -> None:
    """The client is told in time; the thread cannot be stopped, so its place is taken until it is done."""
    asker = workspace.asker()
    asker.answerer = held = Held(asker.answerer)
    app = create_app(asker, operation=Operation(load=Load(requests=1, seconds=0.2)))
    with served(app) as running:
        late = httpx.get(f"{running.url}{ASKED}", headers={"Accept": "application/json"})
        assert late.status_code == 504
        assert late.headers["content-type"] == "application/json" or "0.2 s" in late.text
        assert httpx.get(f"{running.url}{ASKED}").status_code == 503
        held.may.set()
        until(lambda: httpx.get(f"{running.url}{ASKED}").status_code == 200)


@pytest.mark.parametrize("says_length", [True, False])
def test_body_that_is_too_large_is_refused(workspace: Workspace, says_length: bool) -> None:
    """Whether its length is told or not."""
    app = create_app(workspace.asker(), operation=Operation(load=Load(body=1000)))
    body = b"x" * 100_000
    with served(app) as running:
        sent = body if says_length else (body[at : at + 100] for at in range(0, len(body), 100))
        response = httpx.post(f"{running.url}/v1/sync", content=sent)
        assert response.status_code == 413
        assert "1000 bytes" in response.json()["detail"]
        assert httpx.post(f"{running.url}/v1/sync", content=b"x" * 1000).status_code == 403


def test_body_arrives_whole(client: TestClient) -> None:
    """What may pass is passed on."""
    response = client.post("/v1/ask", json={"question": "How do I rotate an API key?"})
    assert response.status_code == 200
    assert "press Rotate" in response.json()["answer"]["answer"]["markdown"]
