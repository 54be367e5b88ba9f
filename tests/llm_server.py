"""A server of OpenAI's protocol on this machine, which writes what a test wants, and fails where told so."""

import json
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from threading import Event, Thread
from typing import Any, cast

PATH = "/v1/chat/completions"

Writing = Callable[[str], str]
"""Makes the answer of what the model was asked."""


@dataclass(frozen=True, slots=True)
class Reply:
    """How one call is answered.

    `text` is sent in pieces of `piece` characters, each after a `pause` in seconds. After `stalls_after` or
    `cut_after` pieces nothing more is sent, or the connection is cut. `finish` is the reason to end that is
    given last, none where it is None. `raw` is sent instead of a stream.
    """

    text: str | Writing = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    piece: int = 7
    pause: float = 0.0
    stalls_after: int | None = None
    cut_after: int | None = None
    finish: str | None = "stop"
    raw: bytes | None = None

    def pieces(self, task: str) -> Iterator[str]:
        """The pieces that are sent before it fails."""
        text = self.text if isinstance(self.text, str) else self.text(task)
        cut = [text[at : at + self.piece] for at in range(0, len(text), self.piece)]
        ends = [end for end in (self.stalls_after, self.cut_after) if end is not None]
        return islice(cut, min(ends, default=len(cut)))


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, and with which key."""

    body: dict[str, Any]
    authorization: str

    @property
    def rules(self) -> str:
        """The system's message."""
        return str(self.body["messages"][0]["content"])

    @property
    def task(self) -> str:
        """The user's message."""
        return str(self.body["messages"][1]["content"])


@dataclass(slots=True)
class LlmServer:
    """Answers the first call with the first reply and so on, all further ones with the last."""

    replies: Sequence[Reply]
    calls: list[Call] = field(default_factory=list)
    closing: Event = field(default_factory=Event)
    url: str = ""

    def reply(self, call: Call) -> Reply:
        """Note a call; how it is answered."""
        self.calls.append(call)
        return self.replies[min(len(self.calls), len(self.replies)) - 1]


def number_of(task: str, words: str) -> int:
    """The number of the first excerpt in a model's task that has these words."""
    excerpts = re.findall(r"<excerpt-\w+>\n\[(\d+)\](.*?)</excerpt-", task, re.DOTALL)
    return next(int(number) for number, text in excerpts if words in text)


def writing(template: str, **excerpts: str) -> Writing:
    """Writes a text in which `{name}` is the mark of the excerpt that has the words given for that name."""
    return lambda task: template.format(
        **{name: f"[{number_of(task, words)}]" for name, words in excerpts.items()}
    )


@contextmanager
def serving(*replies: Reply) -> Iterator[LlmServer]:
    """A running server; `url` is what a client takes for its base address."""
    llm = LlmServer(replies)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    cast(Any, http).llm = llm
    llm.url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield llm
    finally:
        llm.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer a call; who hangs up is let go."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != PATH or not body["stream"]:
            self.send_error(404)
            return
        call = Call(body, self.headers.get("Authorization", ""))
        reply = self._llm.reply(call)
        with suppress(ConnectionError):
            self._refuse(reply) if reply.status != 200 else self._stream(reply, call)

    def log_message(self, *_arguments: object) -> None:
        """Nobody reads it."""

    @property
    def _llm(self) -> LlmServer:
        return cast(LlmServer, cast(Any, self.server).llm)

    def _head(self, reply: Reply, content_type: str, *more: tuple[str, str]) -> None:
        self.send_response(reply.status)
        for name, value in (("Content-Type", content_type), *reply.headers, *more):
            self.send_header(name, value)
        self.end_headers()

    def _refuse(self, reply: Reply) -> None:
        body = json.dumps({"error": {"message": "no", "type": "server_error"}}).encode()
        self._head(reply, "application/json", ("Content-Length", str(len(body))))
        self.wfile.write(body)

    def _stream(self, reply: Reply, call: Call) -> None:
        self._head(reply, "text/event-stream", ("Transfer-Encoding", "chunked"))
        if reply.raw is not None:
            self._send(reply.raw)
        else:
            self._send_pieces(reply, call)
        self.wfile.write(b"0\r\n\r\n")

    def _send_pieces(self, reply: Reply, call: Call) -> None:
        self._event({"role": "assistant", "content": ""}, None)
        for piece in reply.pieces(call.task):
            if self._llm.closing.wait(reply.pause):
                return
            self._event({"content": piece}, None)
        if reply.stalls_after is not None:
            self._llm.closing.wait()
        if reply.cut_after is not None:
            self.connection.shutdown(socket.SHUT_RDWR)
        if reply.finish is not None:
            self._event({}, reply.finish)
        self._send(b"data: [DONE]\n\n")

    def _event(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "m",
            "choices": [choice],
        }
        self._send(f"data: {json.dumps(chunk)}\n\n".encode())

    def _send(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()
