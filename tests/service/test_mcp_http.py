"""MCP over HTTP: its addresses, who may call it by which name, and requests that stand alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp import Client

from service.app import create_app
from service.wiring import Workspace
from tests.service.bilingual import PAGES, QUESTION, application, installed, synced
from tests.service.live import serving

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation whose site has a page at the very address of MCP."""
    pages = {**PAGES, "mcp.md": "# MCP\n\nAcme speaks it.\n"}
    return installed(tmp_path_factory.mktemp("mcp"), pages)


@pytest.fixture
def app(workspace: Workspace) -> FastAPI:
    """The service over it, on this machine."""
    return create_app(workspace.asker())


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    """Where it is served."""
    with serving(app) as address:
        yield address


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[str]:
    """Where a site is served whose keys have moved."""
    workspace = installed(tmp_path)
    pages = {name.replace("keys", "access/keys"): text for name, text in PAGES.items()}
    synced(workspace, tmp_path / "docs", pages)
    with serving(application(workspace)) as address:
        yield address


def call(client: TestClient | httpx.Client, path: str = "/mcp", **headers: str) -> Any:  # noqa: ANN401 - responses of two kinds
    """List the tools in one request."""
    return client.post(path, json=LIST, headers=ACCEPT | headers)


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/mcp", "/~gitbook/mcp"])
async def test_both_addresses_serve_it(url: str, path: str) -> None:
    """Ours, and the platform's, which clients of such sites know."""
    async with Client(url + path) as client:
        assert len((await client.list_tools()).tools) == 4
        result = await client.call_tool("askQuestion", {"question": QUESTION})
    assert result.structured_content
    assert result.structured_content["status"] == "answered"


def test_request_needs_no_session(url: str) -> None:
    """Whichever worker it reaches can answer it, without a handshake before; nobody is given a session."""
    with httpx.Client(base_url=url) as client:
        response = call(client)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert "mcp-session-id" not in response.headers
    assert len(response.json()["result"]["tools"]) == 4


def test_page_of_that_name_is_still_read(url: str) -> None:
    """Who reads gets the documentation; who waits for messages is told that none come."""
    page = httpx.get(f"{url}/mcp", headers={"Accept": "text/markdown"})
    assert "Acme speaks it." in page.text
    waiting = httpx.get(f"{url}/mcp", headers={"Accept": "text/event-stream"})
    assert (waiting.status_code, waiting.headers["allow"]) == (405, "POST")
    assert httpx.delete(f"{url}/mcp").status_code == 405


@pytest.mark.parametrize(
    ("public_url", "host", "name", "status"),
    [
        ("", "127.0.0.1", "127.0.0.1:8000", 200),
        ("", "127.0.0.1", "localhost:8000", 200),
        ("", "127.0.0.1", "[::1]:8000", 200),
        ("", "127.0.0.1", "evil.test", 421),
        ("", "127.0.0.1", "evil.test:8000", 421),
        ("", "10.0.0.7", "10.0.0.7:8000", 200),
        ("", "10.0.0.7", "evil.test", 421),
        ("", "fd00::7", "[fd00::7]:8000", 200),
        ("https://docs.test", "127.0.0.1", "docs.test", 200),
        ("https://docs.test", "127.0.0.1", "evil.test", 421),
        ("https://docs.test", "0.0.0.0", "docs.test", 200),  # noqa: S104 - nothing is bound
        ("https://docs.test", "0.0.0.0", "evil.test", 421),  # noqa: S104
        ("", "0.0.0.0", "any.test", 200),  # noqa: S104
    ],
)
def test_it_answers_to_its_own_names(
    workspace: Workspace, public_url: str, host: str, name: str, status: int
) -> None:
    """A web page that leads its own name here gets nothing; on all addresses, without a name, any is good."""
    with TestClient(create_app(workspace.asker(), public_url, host=host)) as client:
        assert call(client, Host=name).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:3000", 200),
        ("https://docs.test", 200),
        ("http://docs.test", 403),
        ("https://evil.test", 403),
        ("null", 403),
    ],
)
def test_scripts_of_other_sites_are_turned_away(workspace: Workspace, origin: str, status: int) -> None:
    """Those of this machine and of the public address may call."""
    with TestClient(create_app(workspace.asker(), "https://docs.test")) as client:
        assert call(client, Host="docs.test", Origin=origin).status_code == status


def test_links_lead_to_the_public_address(workspace: Workspace) -> None:
    """Whatever name the client calls us by."""
    asked = {"name": "askQuestion", "arguments": {"question": QUESTION}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}
    with TestClient(create_app(workspace.asker(), "https://docs.test")) as client:
        response = client.post("/mcp", json=body, headers={**ACCEPT, "Host": "localhost"})
    (source,) = response.json()["result"]["structuredContent"]["sources"]
    assert source["markdownUrl"] == "https://docs.test/en/billing/support.md"


@pytest.mark.anyio
async def test_page_that_moved_is_read_at_its_former_address(moved: str) -> None:
    """Agents keep addresses for longer than sites do."""
    async with Client(f"{moved}/mcp") as client:
        result = await client.call_tool("getPage", {"url": f"{moved}/en/keys.md"})
    assert result.structured_content
    assert result.structured_content["url"] == f"{moved}/en/access/keys.md"


def test_application_can_be_started_again(app: FastAPI) -> None:
    """Nothing of its former life is in the way."""
    for _ in range(2):
        with TestClient(app, base_url="http://localhost") as client:
            assert call(client).status_code == 200
