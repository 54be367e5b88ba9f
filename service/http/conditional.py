"""Answers whoever has it already with 304, and whoever asks for what was made before with those bytes.

A client that shows a tag which would be right now must have had it from a response of ours, so nothing is
looked up.
"""

from collections.abc import Sequence

import anyio
import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import NoIndexError, StoreError
from index.store import GenerationInfo
from service.http.exchange import current
from service.http.freshness import STAMP, Freshness, Living, Stamp, entity_tag, stamped
from service.http.kept import Kept, KeptResponses, copied
from service.observer import Observer

LOOK_S = 0.02
"""So old may what is known of the live generation be: a look at the store costs as much as a whole reply."""


class Conditional:
    """An ASGI middleware: 304, what was made before, and the headers of a stamped response."""

    def __init__(
        self, app: ASGIApp, living: Living, freshness: Freshness, observers: Sequence[Observer] = ()
    ) -> None:
        self.app = app
        self.living = living
        self.freshness = freshness
        self.observers = observers
        self._kept = KeptResponses(freshness.room)
        self._info: GenerationInfo | None = None
        self._looked = -LOOK_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        tag = await self._tag(scope)
        if tag and _shows(scope, tag):
            headers = {"ETag": tag, "Cache-Control": self.freshness.cache_control, "Vary": _varies(scope)}
            await Response(status_code=304, headers=headers)(scope, receive, send)
        elif tag and (kept := self._kept.get(tag)):
            await kept.replayed(scope, send, self.observers)
        else:
            await self.app(scope, receive, _Stamping(scope, send, self))

    def keep(self, stamp: Stamp, kept: Kept) -> None:
        """Keep a response, and forget those of an index that is no longer the live one."""
        self._know(stamp.info)
        self._kept.keep(stamp.tag, kept)

    async def _tag(self, scope: Scope) -> str | None:
        """The tag that is right now; None while nothing is indexed."""
        if anyio.current_time() - self._looked >= LOOK_S:
            await self._look()
        return entity_tag(self.freshness.variant, self._info, scope) if self._info else None

    async def _look(self) -> None:
        try:  # in a thread, since a new generation is opened by whoever asks first
            self._know((await anyio.to_thread.run_sync(self.living.generation)).info)
        except (NoIndexError, StoreError):
            self._know(None)
        self._looked = anyio.current_time()

    def _know(self, info: GenerationInfo | None) -> None:
        if info != self._info:
            self._info = info
            self._kept.forget()


class _Stamping:
    """Stamps what is sent in reply to a request, and keeps it."""

    def __init__(self, scope: Scope, send: Send, conditional: Conditional) -> None:
        self._scope = scope
        self._send = send
        self._conditional = conditional
        self._start: Message = {}

    async def __call__(self, message: Message) -> None:
        stamp: Stamp | None = self._scope.get(STAMP)
        if stamp and message["type"] == "http.response.start" and message["status"] == 200:
            headers = MutableHeaders(scope=message)
            if not headers.get("content-type", "").startswith("text/event-stream"):
                stamped(stamp, self._conditional.freshness, headers)
                self._start = copied(message)
        elif stamp and self._start:
            self._keep(stamp, message)
        await self._send(message)

    def _keep(self, stamp: Stamp, body: Message) -> None:
        """Keep a response whose body comes in one piece."""
        start, self._start = self._start, {}
        if body.get("more_body", False):
            return
        exchange = current.get()
        told = exchange.told if exchange else None
        self._conditional.keep(stamp, Kept(start, copied(body), self._scope.get("route"), told))


def _shows(scope: Scope, tag: str) -> bool:
    """Whether the client shows that it has what this tag stands for."""
    shown = Headers(scope=scope).get("if-none-match", "")
    return tag in {each.strip().removeprefix("W/") for each in shown.split(",")}


def _varies(scope: Scope) -> str:
    """What else than the address a response depends on: pages for people are as their reader likes them."""
    for_people = "text/html" in Headers(scope=scope).get("accept", "")
    return "Accept, Accept-Encoding" + (", Accept-Language, Cookie" if for_people else "")
