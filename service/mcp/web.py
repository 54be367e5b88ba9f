"""MCP over HTTP: one address beside the site's own, each request by itself, so that any worker serves it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from service.mcp.served import Served
from service.mcp.server import Context, mcp_server
from service.routes.replies import asker_of, links_of

PATHS = ("/mcp", "/~gitbook/mcp")
"""Where clients look for it; the second is the platform's."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANY = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised, not bound


class McpRoute(Route):
    """An address of MCP; a page of the documentation that has the same one goes on being read there."""

    def __init__(self, path: str) -> None:
        super().__init__(path, _Endpoint(), methods=None)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request is for MCP: all but those that read a page."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not _wants_events(scope):
            return Match.NONE, {}
        return super().matches(scope)


class _Endpoint:
    """Hands a request to the server that runs as long as the application does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            # nothing is ever sent to a client on its own, and there are no sessions to end
            await Response(status_code=405, headers={"Allow": "POST"})(scope, receive, send)
            return
        manager: StreamableHTTPSessionManager = scope["app"].state.mcp
        await manager.handle_request(scope, receive, send)


def mcp_running(
    security: TransportSecuritySettings,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The lifespan of an application with these routes."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        manager = StreamableHTTPSessionManager(
            mcp_server(_served), json_response=True, stateless=True, security_settings=security
        )
        app.state.mcp = manager
        async with manager.run():
            yield

    return lifespan


def checks(public_url: str, host: str, served_as: Sequence[str] = ()) -> TransportSecuritySettings:
    """Which names clients may call us by, so that no web page reaches us under a name of its own.

    `host` is the address that we listen on. One that is every address is known by any name: nothing is
    checked then, unless `public_url` or `served_as` says the name.
    """
    if host in ANY and not (public_url or served_as):
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    public = urlsplit(public_url)
    names = [*LOOPBACK, *served_as, *([] if host in ANY else [_bracketed(host)])]
    known = [f"http://{name}" for name in names] + [f"https://{name}" for name in served_as]
    hosts = [*names, *filter(None, [public.netloc])]
    origins = [*known, *([f"{public.scheme}://{public.netloc}"] if public.netloc else [])]
    return TransportSecuritySettings(allowed_hosts=_any_port(hosts), allowed_origins=_any_port(origins))


def _any_port(names: Sequence[str]) -> list[str]:
    return [pattern for name in names for pattern in (name, f"{name}:*")]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _wants_events(scope: Scope) -> bool:
    return "text/event-stream" in Headers(scope=scope).get("accept", "")


def _served(context: Context) -> Served:
    """The documentation, with links to the address that the client called."""
    request: Request | None = context.request
    if request is None:
        raise TypeError("this transport has no requests")
    state = request.app.state
    return Served(asker_of(request), links_of(request), state.backing.feedback, moves=state.moves)
