"""Keys at the doors of ecosystems: the official clients send them, and raise their own errors without."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from openai import AuthenticationError, OpenAI, PermissionDeniedError

from service.app import create_app
from service.http.access import Access
from service.keys import KeyRing, Scope
from service.operation import Operation
from tests.service.bilingual import QUESTION, installed
from tests.service.live import serving

ASKED = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[KeyRing]:
    """No keys yet."""
    with closing(KeyRing(tmp_path / "keys.db")) as ring:
        yield ring


@pytest.fixture
def url(tmp_path: Path, ring: KeyRing) -> Iterator[str]:
    """Where a service is that answers nobody without a key."""
    access = Access(ring, frozenset(Scope))
    with serving(create_app(installed(tmp_path).asker(), operation=Operation(access=access))) as address:
        yield address


def said(url: str, key: str) -> str:
    """What a chat client gets with a key."""
    with OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0) as client:
        response = client.chat.completions.create(model="askdocs", messages=ASKED)  # type: ignore[arg-type] # a user's message
    return response.choices[0].message.content or ""


def test_chat_client_sends_its_key(url: str, ring: KeyRing) -> None:
    """A good key opens, none does not, and one for searching only is not enough."""
    assert "WhatsApp" in said(url, ring.create("bot", [Scope.ASK]))
    with pytest.raises(AuthenticationError, match="Send a key of this service"):
        said(url, "none")
    with pytest.raises(PermissionDeniedError, match="ask"):
        said(url, ring.create("shelf", [Scope.SEARCH]))


@pytest.mark.anyio
async def test_mcp_client_sends_its_key(url: str, ring: KeyRing) -> None:
    """In the header that the protocol names."""
    headers = {"Authorization": f"Bearer {ring.create('agent', [Scope.ASK])}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
    ):
        assert len((await client.list_tools()).tools) == 4


def test_mcp_without_a_key_is_refused(url: str) -> None:
    """At both addresses, before anything is read."""
    for path in ("/mcp", "/~gitbook/mcp"):
        response = httpx2.post(url + path, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
