"""The pace of a site that many workers keep to together, in PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import sample
from typing import LiteralString

import anyio
import psycopg
from psycopg import AsyncConnection

from ingest.errors import IngestError

FULL_S = 0.02
"""Who found as many requests under way as may be looks again so much later."""

SCHEMA: LiteralString = """
CREATE SCHEMA IF NOT EXISTS askdocs_crawl;
CREATE TABLE IF NOT EXISTS askdocs_crawl.hosts (
    host TEXT PRIMARY KEY, next_at TIMESTAMPTZ NOT NULL DEFAULT '-infinity'
);
"""
_LOCK = 0x61736B70616365
"""Whoever makes the table holds the advisory lock of this number."""

_KNOW: LiteralString = "INSERT INTO askdocs_crawl.hosts VALUES (%s) ON CONFLICT DO NOTHING"
_START: LiteralString = """
UPDATE askdocs_crawl.hosts SET next_at = clock_timestamp() + make_interval(secs => %s)
WHERE host = %s AND next_at <= clock_timestamp()
"""
_WAIT: LiteralString = """
SELECT extract(epoch FROM next_at - clock_timestamp())::float8 FROM askdocs_crawl.hosts WHERE host = %s
"""
_HOLD: LiteralString = """
UPDATE askdocs_crawl.hosts SET next_at = greatest(next_at, clock_timestamp() + make_interval(secs => %s))
WHERE host = %s
"""
_TAKE: LiteralString = "SELECT pg_try_advisory_lock(hashtext(%s), %s)"
_GIVE: LiteralString = "SELECT pg_advisory_unlock(hashtext(%s), %s)"
# The locks of a request under way are the session's: a worker that is killed gives them back.


class Gate:
    """One worker's connection to where all of them agree whose turn it is. Opened when it is first needed."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: AsyncConnection | None = None
        self._opening = anyio.Lock()

    def pace(self, host: str, at_once: int, delay: float) -> "SharedPace":
        """That of a site."""
        return SharedPace(self, host, at_once, delay)

    async def connection(self) -> AsyncConnection:
        """The connection, opened anew where it was lost. Raises psycopg's errors."""
        async with self._opening:
            if self._connection is None or self._connection.closed:
                self._connection = await self._opened()
            return self._connection

    async def aclose(self) -> None:
        """Close it; requests under way are counted no more."""
        if self._connection is not None:
            await self._connection.close()

    async def _opened(self) -> AsyncConnection:
        connection = await AsyncConnection.connect(
            self._address, autocommit=True, target_session_attrs="read-write", connect_timeout=5
        )
        await connection.execute("SET synchronous_commit = off")
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            await connection.execute(SCHEMA)
        return connection


class SharedPace:
    """The pace of one site, kept by all workers that ask the same database.

    Raises IngestError where the database is lost: then no request starts.
    """

    def __init__(self, gate: Gate, host: str, at_once: int, delay: float) -> None:
        self.delay = delay
        self._gate, self._host = gate, host
        self._free = set(range(at_once))
        self._entrance = anyio.Lock()
        self._known = False

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Entered once a request may start; one of this worker's at a time waits in the database."""
        try:
            async with self._entrance:
                connection = await self._gate.connection()
                place = await self._place(connection)
                await self._start(connection, place)
        except psycopg.Error as error:
            raise _lost(error) from error
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                await self._leave(connection, place)

    async def hold(self, seconds: float) -> None:
        """Let no request of any worker start within the next `seconds`."""
        try:
            await (await self._gate.connection()).execute(_HOLD, (seconds, self._host))
        except psycopg.Error as error:
            raise _lost(error) from error

    async def _place(self, connection: AsyncConnection) -> int:
        """One of the places for requests under way, now taken."""
        while True:
            for place in sample(sorted(self._free), len(self._free)):  # the first ones are mostly taken
                if await _is_true(connection, _TAKE, self._host, place):
                    self._free.discard(place)
                    return place
            await anyio.sleep(FULL_S)

    async def _start(self, connection: AsyncConnection, place: int) -> None:
        """Wait for the next start."""
        try:
            if not self._known:
                await connection.execute(_KNOW, (self._host,))
                self._known = True
            while not (await connection.execute(_START, (self.delay, self._host))).rowcount:
                row = await (await connection.execute(_WAIT, (self._host,))).fetchone()
                await anyio.sleep(max(0.0, row[0] if row else 0.0))
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._leave(connection, place)
            raise

    async def _leave(self, connection: AsyncConnection, place: int) -> None:
        self._free.add(place)
        try:
            await connection.execute(_GIVE, (self._host, place))
        except psycopg.Error:  # the connection is lost, and its locks with it
            await connection.close()


async def _is_true(connection: AsyncConnection, query: LiteralString, host: str, place: int) -> bool:
    row = await (await connection.execute(query, (host, place))).fetchone()
    return row is not None and bool(row[0])


def _lost(error: psycopg.Error) -> IngestError:
    told = " ".join(str(error).split()).rstrip(".")
    return IngestError(f"Nobody can say whose turn it is to ask the site: {told}. See that PostgreSQL runs.")
