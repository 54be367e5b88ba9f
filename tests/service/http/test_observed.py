"""Ids, traces, timings and logs: how one request is found again."""

import json
import logging
import re
from dataclasses import replace
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from service.answerer import Draft, Tell, untold
from service.app import create_app
from service.found import Found
from service.logs import start_logs
from service.wiring import Workspace

ASKED = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("sent", "echoed"), [("abc-123", True), ("a b", False), ("x" * 129, False), ("", False)]
)
def test_request_id_is_echoed_if_it_is_well_formed(client: TestClient, sent: str, echoed: bool) -> None:
    """Any other gets one of ours, so that nobody writes into the log what they like."""
    given = client.get("/keys.md", headers={"X-Request-ID": sent}).headers["x-request-id"]
    assert (given == sent) is echoed
    assert re.fullmatch(r"[\w-]+", given)


class Broken:
    """An answerer with a fault that nobody thought of."""

    def draft(self, _found: Found, _tell: Tell = untold) -> Draft:
        """Nothing."""
        raise ZeroDivisionError


@pytest.mark.parametrize("address", [ASKED, "/v1/ask"])
def test_fault_nobody_thought_of_has_an_id_too(workspace: Workspace, address: str) -> None:
    """It is what the log is searched for."""
    asker = replace(workspace.asker(), answerer=Broken())
    with TestClient(create_app(asker), raise_server_exceptions=False) as client:
        method, body = ("POST", {"question": "What is a key?"}) if address == "/v1/ask" else ("GET", None)
        response = client.request(method, address, json=body, headers={"X-Request-ID": "abc-123"})
    assert (response.status_code, response.headers["x-request-id"]) == (500, "abc-123")


def test_stages_of_an_answer_are_told_in_the_head(client: TestClient) -> None:
    """Where it was remembered, that is told instead."""
    made, remembered = (client.get(f"{ASKED}&goal=timing").headers["server-timing"] for _ in range(2))
    assert re.match(r"cache;desc=miss, .*search;dur=\d+\.\d", made)
    assert remembered == "cache;desc=hit"


def test_script_of_another_site_may_ask_and_read(client: TestClient) -> None:
    """Without credentials."""
    response = client.get(ASKED, headers={"Origin": "https://elsewhere.test"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    assert "ETag" in response.headers["access-control-expose-headers"]
    asked = {"Origin": "https://elsewhere.test", "Access-Control-Request-Method": "POST"}
    allowed = client.options("/v1/ask", headers=asked | {"Access-Control-Request-Headers": "authorization"})
    assert allowed.status_code == 200
    assert "POST" in allowed.headers["access-control-allow-methods"]
    refused = client.options("/keys", headers=asked | {"Access-Control-Request-Method": "DELETE"})
    assert refused.status_code == 400


def test_catalogue_of_apis_is_a_set_of_links(client: TestClient) -> None:
    """As RFC 9727 has it."""
    response = client.get("/.well-known/api-catalog")
    assert response.headers["content-type"].startswith("application/linkset+json")
    (api,) = response.json()["linkset"]
    assert api["anchor"] == "http://docs.test/"
    for relation in ("service-desc", "service-doc", "status"):
        (link,) = api[relation]
        assert client.get(link["href"]).status_code == 200


def test_log_has_a_line_a_request_with_its_ids_and_not_its_question(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON where it is not a terminal."""
    root, stream = logging.getLogger(), StringIO()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    start_logs(stream)
    headers = {"X-Request-ID": "r-1", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    client.get(ASKED, headers=headers)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    (line,) = (each for each in lines if each["logger"] == "askdocs.requests")
    assert (line["request_id"], line["trace_id"]) == ("r-1", TRACE)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/keys.md", 200)
    assert line["cache"] in {"miss", "hit"}
    assert "rotate" not in stream.getvalue()


def test_figures_tell_routes_stages_cache_abstention_and_age(client: TestClient) -> None:
    """In the form that Prometheus reads."""
    for question in (
        "How do I rotate an API key?",
        "How do I rotate an API key?",
        "Who made zebras of glass?",
    ):
        client.get("/keys.md", params={"ask": question})
    client.post("/v1/sync")
    text = client.get("/metrics").text
    assert 'askdocs_requests_total{method="GET",route="/{path:path}",status="200"} 3.0' in text
    assert 'askdocs_requests_total{method="POST",route="/v1/sync",status="403"} 1.0' in text
    assert 'askdocs_answer_cache_total{came="hit"} 1.0' in text
    assert 'askdocs_answer_cache_total{came="miss"} 2.0' in text
    assert re.search(r'askdocs_answers_total\{language="en",status="unanswered"\} 1\.0', text)
    assert 'askdocs_stage_seconds_count{stage="search"} 2.0' in text
    assert "askdocs_index_generation 1.0" in text
    assert re.search(r"^askdocs_index_age_seconds \d", text, re.MULTILINE)
