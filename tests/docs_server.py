"""Speaks HTTP/1.1 for `docs_site`: fast enough for crawls of ten thousand pages, and faulty where told so."""

import asyncio
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote

import httpx

from tests.docs_answers import Answering, respond
from tests.docs_faults import Fault
from tests.docs_platform import Asked, DocsSite, Reply

IDLE_S = 5.0
"""How long a connection may wait for its next request."""

SEND_BUFFER = 64 * 1024
"""Bytes that the kernel may hold back from a slow reader: what was sent is then near what was read."""

MISSING = 10
"""Bytes that a truncated answer promises and does not send."""

BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
ENDED = (ConnectionError, asyncio.IncompleteReadError, TimeoutError, asyncio.CancelledError)


@dataclass(frozen=True, slots=True)
class Server:
    """Answers for a site; connections stay open between requests."""

    site: DocsSite
    answering: Answering

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests until either side has had enough."""
        with suppress(*ENDED):
            lasts = True
            while lasts:
                async with asyncio.timeout(IDLE_S):
                    head = await reader.readuntil(b"\r\n\r\n")
                lasts = await self._exchange(head.decode("latin-1"), writer)
        writer.close()

    async def _exchange(self, head: str, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection can be used again."""
        if not head.startswith("GET "):
            writer.write(_head(405, {"Allow": "GET"}, 0))
            return False
        asked = _asked(head)
        self.site.requests.append(asked)
        fault = self.site.faults.get(asked.path) or self.site.faults.get("*")
        if fault is not None and fault.strikes():
            return await _fail(fault, respond(self.site, *_what(asked)), writer)
        reply = self.answering.answer(asked.path, asked.query, asked.headers)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        writer.write(_head(reply.status, {"Content-Type": reply.kind, **reply.headers}, len(body)) + body)
        await writer.drain()
        return asked.headers.get("Connection", "") != "close"


def _asked(head: str) -> Asked:
    request, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    target = request.split(" ")[1]
    path, _, query = target.partition("?")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return Asked(unquote(path), query, httpx.Headers(headers), time.monotonic())


def _what(asked: Asked) -> tuple[str, str, str]:
    return asked.path, asked.query, asked.headers.get("Accept", "")


def _head(status: int, headers: Mapping[str, str], length: int | None) -> bytes:
    """Status line and headers; a body of unknown length comes in chunks."""
    framed = {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
    told = {**headers, **({} if status in BODILESS else framed)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{lines}\r\n".encode("latin-1")


async def _fail(fault: Fault, usual: Reply, writer: asyncio.StreamWriter) -> bool:
    """Answer as the fault says; whether the connection can be used again."""
    await asyncio.sleep(fault.stall)
    if fault.reset:
        _reset(writer)
        return False
    body = fault.wire(usual.body)
    length = len(body) + MISSING * fault.truncated if isinstance(body, bytes) else fault.length
    status = fault.status or usual.status
    writer.write(_head(status, fault.headed(_described(fault, usual)), length))
    if status not in BODILESS:
        await _stream(fault, _pieces(fault, body), writer, chunked=length is None)
    return not (fault.truncated or fault.reset_midway)


def _described(fault: Fault, usual: Reply) -> dict[str, str]:
    """What is told of the usual text, as far as it is that text which is sent."""
    own = fault.status or fault.body is not None
    return {"Content-Type": usual.kind} if own else {"Content-Type": usual.kind, **usual.headers}


def _pieces(fault: Fault, body: bytes | Iterable[bytes]) -> Iterable[bytes]:
    if not isinstance(body, bytes):
        return body
    step = 1 if fault.drip else len(body) // 2 + 1 if fault.stall_midway or fault.reset_midway else len(body)
    return (body[start : start + step] for start in range(0, len(body), step or 1))


async def _stream(
    fault: Fault, pieces: Iterable[bytes], writer: asyncio.StreamWriter, *, chunked: bool
) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    for piece in pieces:
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        await writer.drain()
        fault.sent += len(piece)
        if fault.reset_midway:
            await asyncio.sleep(0.05)  # a reset discards what the client has not read yet
            _reset(writer)
            return
        if pause := fault.drip or fault.stall_midway:
            await asyncio.sleep(pause)
    if chunked:
        writer.write(b"0\r\n\r\n")
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection without a goodbye."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
