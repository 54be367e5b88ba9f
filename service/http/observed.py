"""Outermost: gives each request an id, answers HEAD, and tells log, metrics and traces how it went."""

import logging
from collections.abc import Sequence
from time import perf_counter
from typing import Protocol

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from service.http.exchange import Exchange, current, opened
from service.problems import REQUEST_ID
from service.single_flight import Came

log = logging.getLogger("askdocs.requests")


class Watcher(Protocol):
    """Is told of each request that has ended."""

    def ended(self, exchange: Exchange, seconds: float) -> None:
        """The response is out. It must return at once, and may not raise."""


class Logged:
    """Writes a line a request. The query is left out: it holds what people ask."""

    def __init__(self, tenant: str = "") -> None:
        self._whose = {"tenant": tenant} if tenant else {}

    def ended(self, exchange: Exchange, seconds: float) -> None:
        """The response is out."""
        facts = {
            "method": exchange.method,
            "path": exchange.scope["path"],
            "route": exchange.route,
            "status": exchange.status,
            "ms": round(seconds * 1000, 1),
        }
        came = {"cache": exchange.came.value} if exchange.came else {}
        log.info("request", extra=self._whose | facts | came)


class Observed:
    """An ASGI middleware."""

    def __init__(self, app: ASGIApp, watchers: Sequence[Watcher] = ()) -> None:
        self.app = app
        self.watchers = watchers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; HEAD as a GET of which only the head is sent."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        exchange = opened(scope)
        exchange.scope = inner
        scope[REQUEST_ID] = exchange.id
        ids = {"request_id": exchange.id, "trace_id": exchange.trace_id}
        started, token = perf_counter(), current.set(exchange)
        with bound_contextvars(**ids):
            try:
                await self.app(inner, receive, _Sender(exchange, send))
            except BaseException:
                exchange.status = 500
                raise
            finally:
                for watcher in self.watchers:
                    watcher.ended(exchange, perf_counter() - started)
                current.reset(token)


class _Sender:
    """Sends what the application says, under the request's id."""

    def __init__(self, exchange: Exchange, send: Send) -> None:
        self._exchange = exchange
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._exchange.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._exchange.id
            if self._exchange.came:
                headers.append("Server-Timing", _server_timing(self._exchange))
        if self._exchange.method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _server_timing(exchange: Exchange) -> str:
    """https://www.w3.org/TR/server-timing/; the stages are those of when the answer was made."""
    cache = f"cache;desc={exchange.came}"
    if exchange.came is not Came.MADE:
        return cache
    return ", ".join([cache, *(f"{stage};dur={spent:.1f}" for stage, spent in exchange.timings.items())])
