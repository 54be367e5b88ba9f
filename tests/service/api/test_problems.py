"""What goes wrong below /v1 is told in problem documents, whatever the client accepts."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from service.app import create_app
from service.routes.v1_backing import Backing
from service.routes.v1_route import MAX_BODY
from service.settings import Settings
from service.wiring import Workspace
from tests.service.bilingual import QUESTION
from tests.service.live import serving


def assert_problem(response: Response | httpx.Response, status: int) -> None:
    """The response is a problem document of this status, and says what to do."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["type"], body["status"]) == ("about:blank", status)
    assert body["title"]
    assert body["detail"]


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/event-stream", "*/*"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/ask", 422),
        ("GET", "/v1/search", 422),
        ("GET", "/v1/search?q=x&limit=0", 422),
        ("GET", "/v1/pages/nowhere", 404),
        ("GET", "/v1/changes?since=never", 422),
        ("DELETE", "/v1/search?q=x", 405),
        ("POST", "/v1/nothing", 405),
        ("POST", "/v1/sync", 403),
    ],
)
def test_errors_are_problem_documents(
    client: TestClient, method: str, path: str, status: int, accept: str
) -> None:
    """Of every kind."""
    assert_problem(client.request(method, path, headers={"Accept": accept}), status)


def test_refused_method_names_those_that_are_not(client: TestClient) -> None:
    """As RFC 9110 wants it."""
    response = client.post("/v1/search")
    assert response.headers["allow"] == "GET"
    assert response.json()["detail"] == "This address takes only GET."


def test_body_that_is_no_json_is_told(client: TestClient) -> None:
    """With where it ends to be one."""
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/ask", content=b'{"question": ', headers=headers)
    assert_problem(response, 422)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/feedback"])
def test_body_is_bounded(client: TestClient, path: str) -> None:
    """By what it claims to have, and by what it has."""
    body = json.dumps({"question": QUESTION, "content": "x", "goal": "x" * MAX_BODY}).encode()
    assert_problem(client.post(path, content=body), 413)

    def parts() -> Iterator[bytes]:
        yield from (body[at : at + 10_000] for at in range(0, len(body), 10_000))

    assert_problem(client.post(path, content=parts()), 413)


def test_body_is_bounded_on_the_wire(app: FastAPI) -> None:
    """Over a socket too, where the rest of it is still on its way."""
    with serving(app) as base:
        response = httpx.post(f"{base}/v1/ask", json={"question": "x" * MAX_BODY})
        assert_problem(response, 413)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/ask"), ("GET", "/v1/search?q=x"), ("GET", "/v1/pages")]
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_without_an_index_clients_are_told_to_come_again(
    tmp_path: Path, method: str, path: str, accept: str
) -> None:
    """503 with when."""
    workspace = Workspace(Settings(data=tmp_path, embedders={}, multilingual="hashing"))
    client = TestClient(create_app(workspace.asker()))
    body = {"question": QUESTION} if method == "POST" else None
    response = client.request(method, path, json=body, headers={"Accept": accept})
    assert_problem(response, 503)
    assert int(response.headers["retry-after"]) > 0


def test_what_nobody_foresaw_is_told_without_details(app: FastAPI) -> None:
    """They are for the log."""

    def broken(_since: object) -> list[object]:
        raise RuntimeError("secret")

    app.state.backing = Backing(changes=broken)  # type: ignore[arg-type] # it gives nothing at all
    response = TestClient(app, raise_server_exceptions=False).get("/v1/changes")
    assert_problem(response, 500)
    assert "secret" not in response.text


def test_sites_may_have_pages_below_v1(client: TestClient) -> None:
    """A page of the site is served wherever it stands, and answers there."""
    assert client.get("/v1/limits.md").text.startswith("> ")
    assert "ten calls a second" in client.get("/v1/limits", headers={"Accept": "text/html"}).text
    assert "ten calls a second" in client.get("/v1/limits").text
    assert "WhatsApp" in client.get("/v1/limits.md", params={"ask": QUESTION}).text


def test_what_is_neither_page_nor_door_is_told_in_the_form_that_fits(client: TestClient) -> None:
    """Who reads pages gets the site's words for it."""
    assert_problem(client.get("/v1/nothing"), 404)
    assert_problem(client.get("/v1/nothing", headers={"Accept": "application/json"}), 404)
    assert client.get("/v1/nothing.md").text.startswith("# Page Not Found")


def test_errors_of_pages_are_as_before(client: TestClient) -> None:
    """They are for readers."""
    response = client.post("/en/billing/support")
    assert response.status_code == 405
    assert response.headers["content-type"] != "application/problem+json"
