"""The servers that are read from: which one a question is sent to.

Any server that has the generation will do: standbys before the primary, each in its turn, those that were
lost or are behind last. One that fails is left out for a while, and the next one is asked.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import TypeVar

from psycopg import Connection

from index.errors import StoreError
from index.store import ServerState
from index.stores.postgres.catalogue import Look
from index.stores.postgres.failures import UNREACHABLE, told
from index.stores.postgres.server import Server

Found = TypeVar("Found")


class Servers:
    """They read one site. `most_lag` is by how many seconds a standby may be behind to say what is live."""

    def __init__(self, servers: Sequence[Server], most_lag: float) -> None:
        self._servers = list(servers)
        self._most_lag = most_lag
        self._turns = count(1)
        self._last_turn = [0] * len(self._servers)
        self._newest = 0

    def expect(self, number: int) -> None:
        """This generation was committed: a server that does not have it is behind."""
        self._newest = max(self._newest, number)

    def look(self) -> Look:
        """The live generation, from a server that is not behind.

        Where all are, as when the primary is lost, from that which has the newest. Raises StoreError where
        none can be reached.
        """
        seen: list[Look] = []
        failures: list[str] = []
        for server in self._in_turn():
            try:
                look = server.look()
            except UNREACHABLE as error:
                failures.append(f"{server.name}: {told(error)}")
                continue
            if look.number >= self._newest and look.lag <= self._most_lag:
                self.expect(look.number)
                return look
            seen.append(look)
        if not seen:
            raise _unreachable(failures)
        return max(seen, key=lambda look: look.number)

    def ask(self, work: Callable[[Connection], Found], number: int) -> Found:
        """What `work` finds on a server that has this generation. It may be begun again on another one.

        Raises StoreError where no server can be reached.
        """
        failures: list[str] = []
        for server in self._in_turn(number):
            try:
                if not self._has(server, number):
                    failures.append(f"{server.name}: it does not have generation {number}")
                    continue
                with server.connection() as connection:
                    return work(connection)
            except UNREACHABLE as error:
                failures.append(f"{server.name}: {told(error)}")
        raise _unreachable(failures)

    def states(self) -> list[ServerState]:
        """How each of them is."""
        return [server.state() for server in self._servers]

    def _has(self, server: Server, number: int) -> bool:
        """Whether the server has this generation, for all that is known, or else as it says now."""
        return server.seen.number >= number or server.look().number >= number

    def _in_turn(self, number: int | None = None) -> list[Server]:
        """All of them: those first that are best for this generation, and of equals who waited longest.

        Without a number, what was last seen of them does not count: how else would it ever be seen that one
        is not behind any more?
        """
        order = sorted(range(len(self._servers)), key=lambda place: self._worth(place, number))
        self._last_turn[order[0]] = next(self._turns)
        return [self._servers[place] for place in order]

    def _worth(self, place: int, number: int | None) -> tuple[bool, bool, bool, bool, int]:
        """Less is better."""
        server, waited_since = self._servers[place], self._last_turn[place]
        seen = server.seen
        lacks = number is not None and seen.number < number
        behind = number is not None and seen.lag > self._most_lag
        return server.is_down, lacks, behind, seen.primary, waited_since


def _unreachable(failures: list[str]) -> StoreError:
    return StoreError(
        f"No PostgreSQL server can be asked ({'; '.join(failures)})."
        " See that one of them runs and can be reached, and that the address in `store` is right."
    )
