"""Bounds what one process takes on: so many requests at once, so long for each, bodies of so many bytes."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problem import problem

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Those who watch over a service are answered when it is busy, too."""

RETRY_S = 1


@dataclass(frozen=True, slots=True)
class Load:
    """How many requests are worked on at once, for how many seconds each, and the bytes that a body may have.

    `requests` stays below the number of threads that answer (40), so that none waits for a thread, and the
    probes find one. `running` are those that are worked on: applications that share a process share it.
    """

    requests: int = 32
    seconds: float = 30.0
    body: int = 1_000_000
    running: set[asyncio.Task[None]] = field(default_factory=set, compare=False)


class Bounded:
    """An ASGI middleware. What cannot be taken on is refused at once, with when to come again."""

    def __init__(self, app: ASGIApp, load: Load) -> None:
        self.app = app
        self.load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        if len(self.load.running) >= self.load.requests:
            detail = f"The service is busy. Try again in {RETRY_S} s."
            headers = {"Retry-After": str(RETRY_S)}
            await problem(scope, HTTPStatus.SERVICE_UNAVAILABLE, detail, headers)(scope, receive, send)
            return
        await self._run(scope, receive, send)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work on a request in a task of its own.

        A thread cannot be stopped: its place stays taken until it ends, though the client was told.
        """
        reply = _Reply(send)
        task = asyncio.create_task(self._handle(scope, receive, reply))
        self.load.running.add(task)
        task.add_done_callback(self._ended)
        task.add_done_callback(reply.begin)
        try:
            async with asyncio.timeout(self.load.seconds):
                await reply.begun
        except TimeoutError:
            reply.close()
            detail = f"There is no answer within {self.load.seconds:g} s. Ask something simpler, or later."
            await problem(scope, HTTPStatus.GATEWAY_TIMEOUT, detail)(scope, receive, send)
            return
        except asyncio.CancelledError:
            task.cancel()
            raise
        await task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.load.running.discard(task)
        if not task.cancelled():
            task.exception()  # whoever still waits gets it; nobody has to

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _has_body(scope):
            await self.app(scope, receive, send)
            return
        body = await _body(scope, receive, self.load.body)
        if body is None:
            detail = f"The body may have {self.load.body} bytes."
            refusal = problem(scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, {"Connection": "close"})
            await refusal(scope, receive, send)
            return
        await self.app(scope, _Replayed(body, receive), send)


class _Reply:
    """Passes on what is sent, until it is closed."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._closed = False
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __call__(self, message: Message) -> None:
        self.begin()
        if not self._closed:
            await self._send(message)

    def begin(self, _ended: object = None) -> None:
        """Nobody need wait any longer for the reply to begin."""
        if not self.begun.done():
            self.begun.set_result(None)

    def close(self) -> None:
        """Pass nothing on from now on."""
        self._closed = True


class _Replayed:
    """Gives a body that was read, then whatever else the client says."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._message: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        message, self._message = self._message, None
        return message if message is not None else await self._receive()


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


async def _body(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The body; None where it is longer than it may be, said or not."""
    said = Headers(scope=scope).get("content-length", "0")
    if said.isdecimal() and int(said) > limit:
        return None
    read = bytearray()
    while True:
        message = await receive()
        read += message.get("body", b"")
        if len(read) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(read)
