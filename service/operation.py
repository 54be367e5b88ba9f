"""Everything around the routes: what the service remembers, lets in, measures and notes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from service.answers import ANSWERS, RememberingAsker
from service.ask import Asker
from service.http.access import Access, Guarded
from service.http.conditional import Conditional
from service.http.exchange import Noted
from service.http.freshness import Freshness
from service.http.load import Bounded, Load
from service.http.observed import Logged, Observed
from service.http.packed import WeakWhenPacked
from service.keys import Scope
from service.metrics import Metrics
from service.question_log import QuestionLog
from service.tracing import Tracing

SENT = (
    "Authorization",
    "If-None-Match",
    "Last-Event-ID",
    "Mcp-Protocol-Version",
    "Mcp-Session-Id",
    "Traceparent",
    "X-Request-ID",
)
"""Headers that a script of another site may send."""

SHOWN = (
    "ETag",
    "Link",
    "Mcp-Session-Id",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Server-Timing",
    "X-Request-ID",
)
"""Headers that a script of another site may read."""

PUBLIC_RATE = "60/minute"
"""How often an address without a key may ask a service that not only this machine can reach."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """The address that is listened on, and by how many processes."""

    host: str
    workers: int = 1

    @property
    def is_local(self) -> bool:
        """Whether only this machine can ask."""
        return self.host in LOOPBACK


@dataclass(frozen=True, slots=True)
class Operation:
    """How a service is run. By default everybody may ask, and nothing is kept but in memory.

    `tenant` is whose it is, where a process serves several.
    """

    freshness: Freshness = field(default_factory=Freshness)
    load: Load = field(default_factory=Load)
    access: Access | None = None
    questions: QuestionLog | None = None
    tracing: Tracing | None = None
    answers: int = ANSWERS
    tenant: str = ""


def operate(app: FastAPI, asker: Asker, operation: Operation) -> None:
    """Have the application ask `asker` by way of what it remembers, inside the middlewares."""
    metrics = Metrics(asker, operation.tenant)
    noting = [each for each in (Noted(), metrics, operation.questions) if each]
    app.state.asker = RememberingAsker(asker, operation.answers, noting)
    app.state.metrics = metrics
    app.state.freshness = operation.freshness
    app.state.locked = operation.access.locked if operation.access else frozenset()
    app.state.keys = operation.access.keys if operation.access else None
    # The last one is outermost. Who is refused costs no thread; what is packed was stamped before.
    app.add_middleware(Conditional, living=asker, freshness=operation.freshness, observers=noting)
    app.add_middleware(Bounded, load=operation.load)
    if operation.access:
        app.add_middleware(Guarded, access=operation.access)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(WeakWhenPacked)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=SENT,
        expose_headers=SHOWN,
    )
    watching = [each for each in (Logged(operation.tenant), metrics, operation.tracing) if each]
    app.add_middleware(Observed, watchers=watching)


def ended(lifespan: Lifespan, operation: Operation) -> Lifespan:
    """The same lifespan, after which nothing that was noted is lost."""

    @asynccontextmanager
    async def whole(app: FastAPI) -> AsyncIterator[None]:
        async with lifespan(app):
            yield
        for noting in (operation.questions, operation.tracing):
            if noting:
                noting.close()
        if operation.access:
            operation.access.keys.close()

    return whole


def locked(access: str, served: Served) -> frozenset[Scope]:
    """What needs a key: all of it, or, where anybody may ask, what only those who run it should see."""
    if access == "keys":
        return frozenset(Scope)
    return frozenset() if served.is_local else frozenset({Scope.ADMIN})


def rate(chosen: str, served: Served) -> str:
    """How often an address without a key may ask; "" for no limit."""
    if chosen:
        return "" if chosen == "off" else chosen
    return "" if served.is_local else PUBLIC_RATE
