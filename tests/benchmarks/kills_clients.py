"""Clients that ask about the handbook all the time, and note what each answer tells."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from threading import Event, Thread
from time import monotonic

from tests.benchmarks.http_load import Connection, Reply
from tests.benchmarks.http_swaps import path, told_by
from tests.benchmarks.kills_balancer import REPLICA

PAUSE_S = 0.05
"""A client asks again so long after its answer."""

LifeOf = Callable[[str], int]
"""Which life a replica is in now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, in seconds of the machine's clock. `status` 0 is a connection that broke.

    An answer tells its replica, in which of its lives, its generation, and the editions that its text names.
    """

    client: int
    begun: float
    ended: float
    status: int
    replica: tuple[str, int] = ("", 0)
    generation: int = 0
    editions: frozenset[int] = frozenset()
    problem: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether it succeeded."""
        return self.status == 200


@contextmanager
def asking(url: str, clients: int, life_of: LifeOf) -> Iterator[list[Asked]]:
    """What so many clients have asked; they go on for as long as the context lasts."""
    seen: list[Asked] = []
    done, numbers = Event(), count()

    def ask(client: int) -> None:
        connection = _Reconnecting(url)
        while not done.wait(PAUSE_S):
            seen.append(_asked(connection, client, next(numbers), life_of))
        connection.close()

    threads = [Thread(target=ask, args=(client,)) for client in range(clients)]
    for each in threads:
        each.start()
    try:
        yield seen
    finally:
        done.set()
        for each in threads:
            each.join()


def _asked(connection: "_Reconnecting", client: int, number: int, life_of: LifeOf) -> Asked:
    begun = monotonic()
    try:
        reply = connection.get(path(number))
    except (OSError, IndexError, ValueError) as error:
        connection.close()
        return Asked(client, begun, monotonic(), 0, problem=repr(error))
    ended = monotonic()
    if reply.status != 200:
        return Asked(client, begun, ended, reply.status, problem=reply.body[:300].decode(errors="replace"))
    name = reply.headers[REPLICA].decode()
    generation, editions = told_by(reply.body)
    return Asked(client, begun, ended, 200, (name, life_of(name)), generation, editions)


class _Reconnecting:
    """A connection that is made again after it was closed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None

    def get(self, address: str) -> Reply:
        """What comes back."""
        self._connection = self._connection or Connection(self._url)
        return self._connection.get(address)

    def close(self) -> None:
        """Close it, if it is open."""
        if self._connection:
            with suppress(OSError):
                self._connection.close()
        self._connection = None
