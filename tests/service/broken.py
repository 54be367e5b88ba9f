"""A server that does one thing wrong: an application whose every response passes through a fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and the response to it; header names are in lower case."""

    path: str
    ask: str | None
    asking: Mapping[str, str]
    status: int
    headers: Mapping[str, str]
    body: str


Fault = Callable[[Exchange], Exchange]


@dataclass(slots=True)
class Broken:
    """The application, with a fault that may be changed while it is served; None for none.

    `replies` counts the responses that the fault has passed.
    """

    app: ASGIApp
    fault: Fault | None = None
    replies: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, but for the fault."""
        if scope["type"] != "http" or self.fault is None:
            await self.app(scope, receive, send)
            return
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await self.app(_unpacked(scope), receive, keep)
        messages = _messages(self.fault(_exchange(scope, sent)))
        self.replies += 1
        for message in messages:
            await send(message)


def _unpacked(scope: Scope) -> Scope:
    """The same request from a client that reads no packed responses."""
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != b"accept-encoding"]}


def _exchange(scope: Scope, sent: list[Message]) -> Exchange:
    asked = parse_qs(scope["query_string"].decode(), keep_blank_values=True).get("ask")
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Exchange(
        path=scope["path"],
        ask=asked[0] if asked else None,
        asking=_named(scope["headers"]),
        status=sent[0]["status"],
        headers=_named(sent[0]["headers"]),
        body=body.decode(),
    )


def _messages(exchange: Exchange) -> list[Message]:
    body = exchange.body.encode()
    headers = {**exchange.headers, "content-length": str(len(body))}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    start = {"type": "http.response.start", "status": exchange.status, "headers": raw}
    return [start, {"type": "http.response.body", "body": body}]


def _named(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in headers}
