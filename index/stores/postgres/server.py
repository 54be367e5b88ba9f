"""One PostgreSQL server as one site sees it: what was last seen there of the site."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection

from index.store import ServerState
from index.stores.postgres.catalogue import Look, look
from index.stores.postgres.failures import told
from index.stores.postgres.pool import Pool


class Server:
    """Reads one site over a pool that others may share. Safe to call from several threads."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool, self._site = pool, site
        self._seen = pool.losses, Look()

    @property
    def name(self) -> str:
        """Its host and port."""
        return self._pool.name

    @property
    def is_down(self) -> bool:
        """Whether it was lost, or never found, as far as is known."""
        return self._pool.is_down

    @property
    def seen(self) -> Look:
        """What it knew when it was looked at last; nothing since it was lost.

        A standby that crashed replays its log anew, and answers before it is as far as it was.
        """
        losses, look = self._seen
        return look if losses == self._pool.losses else Look()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection to it, which is given back afterwards. Raises one of UNREACHABLE."""
        with self._pool.connection(self._site) as connection:
            yield connection

    def look(self) -> Look:
        """What it knows now. Raises one of UNREACHABLE, and StoreError for another format."""
        losses = self._pool.losses
        with self.connection() as connection:
            seen = look(connection, self._site)
        self._seen = losses, seen
        return seen

    def state(self) -> ServerState:
        """How it is, for those who watch over it."""
        try:
            seen, problem = self.look(), ""
        except psycopg.Error as error:
            seen, problem = Look(), told(error)
        of = self._pool.connections
        role = "unreachable" if problem else "primary" if seen.primary else "standby"
        return ServerState(self.name, role, seen.number, seen.lag, of.used, of.size, of.waiting, problem)
