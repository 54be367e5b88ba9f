"""The connections to one PostgreSQL server that is read from, and whether it is lost."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, Thread

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from index.stores.postgres.failures import UNREACHABLE, is_gone, told
from index.stores.postgres.graphs import EF_SEARCH
from index.stores.postgres.walls import SiteConnection

POOL = 4
"""Connections to one server at most: a question asks it one thing after the other."""

CONNECT_S = 2
"""A server that takes longer to be reached is not there; libpq allows no less."""

WAIT_S = 5.0
"""A question waits so long for a free connection."""

STATEMENT_MS = 10_000
"""No statement of a question takes longer."""

ALIVE = {
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""A machine that is gone without a word is noticed in about ten seconds."""

LOOK_S = 1.0
"""A server that was lost is looked for again and again, so long after the time before."""

CLOSE_S = 0.1
"""So long is waited for the threads that open connections to a server that was lost."""

RETRY_S = 0.0
"""A connection that cannot be opened is tried once more at once, and then given up."""


@dataclass(frozen=True, slots=True)
class Connections:
    """Of so many open connections, so many are used; so many callers are waiting for one. So often was one
    taken in all.
    """

    used: int
    size: int
    waiting: int
    taken: int


class Pool:
    """Connections are opened as they are needed, and serve one site after the other.

    They must be `walled`, or their role may be one that passes through walls. Safe to call from several
    threads. One of its own looks for a server that was lost, so that no question waits for it.
    """

    def __init__(self, conninfo: str, *, walled: bool = False) -> None:
        given = conninfo_to_dict(conninfo)
        self.name = f"{given.get('host', 'local')}:{given.get('port', 5432)}"
        own = ALIVE | {"connect_timeout": str(CONNECT_S), "options": _options(given)}
        self._conninfo = make_conninfo(conninfo, **own)
        self._walled = walled
        self._pool = self._empty()
        self._lock = Lock()
        self._problem = "nobody has asked it yet"
        self._is_lost = False
        self._losses = 0
        self._closing = Event()

    def _empty(self) -> ConnectionPool[SiteConnection]:
        return ConnectionPool(
            self._conninfo,
            connection_class=SiteConnection,
            kwargs={"autocommit": True},
            min_size=0,
            max_size=POOL,
            open=False,
            timeout=WAIT_S,
            num_workers=1,
            name=self.name,
            reconnect_timeout=RETRY_S,
            reconnect_failed=self._not_connected,
        )

    @property
    def is_down(self) -> bool:
        """Whether it was lost, or never found, as far as is known."""
        return self._problem != ""

    @property
    def losses(self) -> int:
        """How often it was lost."""
        return self._losses

    @contextmanager
    def connection(self, site: str) -> Iterator[Connection]:
        """One that sees this site, given back afterwards. Raises one of UNREACHABLE, or StoreError."""
        pool = self._pool
        if self._is_lost:
            raise psycopg.OperationalError(self._problem)
        try:
            if self.is_down:
                self._find()
            pool.open()
            with pool.connection() as connection:
                connection.see(site, walled=self._walled)
                yield connection
        except UNREACHABLE as error:
            if is_gone(error):
                self._lost(told(error), pool)
            raise

    @property
    def connections(self) -> Connections:
        """How many there are; those taken are counted since the server was lost last."""
        stats = self._pool.get_stats()
        size, idle = stats.get("pool_size", 0), stats.get("pool_available", 0)
        waiting, taken = stats.get("requests_waiting", 0), stats.get("requests_num", 0)
        return Connections(size - idle, size, waiting, taken)

    def close(self) -> None:
        """Close all connections; it cannot be used any more."""
        self._closing.set()
        self._pool.close()

    def _find(self) -> None:
        """Note that it is there. Raises OperationalError; the pool would wait, and not say what is wrong."""
        psycopg.connect(self._conninfo).close()
        self._is_lost = False
        self._problem = ""

    def _lost(self, problem: str, pool: ConnectionPool[SiteConnection]) -> None:
        """Note it, look for it from now on, and begin with new connections when it is back.

        Those that were open are dead, whoever waits for one would wait in vain, and a pool that could not
        connect tries again ever later.
        """
        with self._lock:
            if pool is not self._pool:
                return  # it was lost before, and may be back by now
            self._problem, self._is_lost = problem, True
            self._losses += 1
            self._pool = self._empty()
        Thread(target=self._look_for_it, args=(pool,), name=f"{self.name}-lost", daemon=True).start()

    def _not_connected(self, pool: ConnectionPool[SiteConnection]) -> None:
        """Whoever waits gets another connection, when it is given back; where there is none, it is lost."""
        if not pool.get_stats().get("pool_size", 0):
            self._lost("no connection to it can be opened", pool)

    def _look_for_it(self, pool: ConnectionPool[SiteConnection]) -> None:
        """Close the old connections, which tells who waits for one, and look until the server is back."""
        pool.close(CLOSE_S)
        while not self._closing.wait(LOOK_S):
            try:
                self._find()
            except UNREACHABLE as error:
                self._problem = told(error)
            else:
                return


def _options(given: Mapping[str, object]) -> str:
    """The session's settings.

    Without `enable_sort`, vectors that stand in a graph are searched by it whatever the planner's statistics
    say; where there is no graph, they are sorted all the same. To compile a statement would take longer than
    to run it.
    """
    own = {
        "statement_timeout": STATEMENT_MS,
        "default_transaction_read_only": "on",
        "enable_sort": "off",
        "jit": "off",
        "hnsw.ef_search": EF_SEARCH,
        "hnsw.iterative_scan": "strict_order",
    }
    return " ".join([str(given.get("options", "")), *(f"-c {name}={value}" for name, value in own.items())])
