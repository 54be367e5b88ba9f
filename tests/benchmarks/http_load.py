"""Clients that ask as fast as they can, and what they saw."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from urllib.parse import urlsplit

import numpy as np

TIMEOUT_S = 30.0


@dataclass(slots=True)
class Seen:
    """Seconds of each request, statuses by how often they came, and how long it all took."""

    spent: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.spent) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds that this share of the requests stayed below."""
        return float(np.quantile(self.spent, share)) * 1000

    def errors(self, *fine: int) -> int:
        """How many requests had another status; 0 is a connection that broke."""
        return sum(times for status, times in self.statuses.items() if status not in fine)

    def add(self, status: int, spent: float) -> None:
        """One more."""
        self.spent.append(spent)
        self.statuses[status] = self.statuses.get(status, 0) + 1


@dataclass(frozen=True, slots=True)
class Reply:
    """A response that was read to its end."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Connection:
    """A connection that is kept, over bare sockets: a client that costs less than what it measures."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.netloc
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 80), TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")

    def get(self, path: str, *headers: str) -> Reply:
        """What comes back."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {self._host}", *headers, "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        status = int(self._file.readline().split()[1])
        told = dict(self._headers())
        return Reply(status, told, self._file.read(int(told.get(b"content-length", b"0"))))

    def _headers(self) -> Iterator[tuple[bytes, bytes]]:
        while line := self._file.readline().strip():
            name, _, value = line.partition(b":")
            yield name.lower(), value.strip()

    def close(self) -> None:
        """End it."""
        self._file.close()
        self._socket.close()


BROKEN = Reply(0, {}, b"")
"""Stands for a connection that broke."""

Path = Callable[[int], str]
"""The address of the request of this number."""


def _unread(_reply: Reply) -> None:
    """Replies are counted, and that is all."""


def hammered(
    url: str, path: Path, clients: int, seconds: float, *headers: str, read: Callable[[Reply], None] = _unread
) -> Seen:
    """What so many clients saw, each asking again as soon as it has its answer; `read` gets each reply."""
    numbers, seen = count(), Seen()
    begun = perf_counter()
    end = begun + seconds

    def ask() -> None:
        connection = Connection(url)
        while perf_counter() < end:
            started = perf_counter()
            try:
                reply = connection.get(path(next(numbers)), *headers)
            except (OSError, IndexError, ValueError):
                reply, connection = BROKEN, Connection(url)
            seen.add(reply.status, perf_counter() - started)
            read(reply)
        connection.close()

    with ThreadPoolExecutor(clients) as pool:
        for each in [pool.submit(ask) for _ in range(clients)]:
            each.result()
    seen.seconds = perf_counter() - begun
    return seen
