"""Cached readings in PostgreSQL, for workers on many machines."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import Connection

from index.cached.readings import Row
from index.errors import StoreError

_LOCK = 0x61736B6361636865
"""Whoever makes the table holds the advisory lock of this number."""

_SCHEMA: LiteralString = """
CREATE SCHEMA IF NOT EXISTS askdocs_cache;
CREATE TABLE IF NOT EXISTS askdocs_cache.readings (
    embedder TEXT NOT NULL, text BYTEA NOT NULL, vector BYTEA STORAGE EXTERNAL NOT NULL,
    codes BYTEA STORAGE EXTERNAL, starts BYTEA STORAGE EXTERNAL, PRIMARY KEY (embedder, text)
);
"""
_FIND: LiteralString = (
    "SELECT text, vector, codes, starts FROM askdocs_cache.readings WHERE embedder = %s AND text = ANY(%s)"
)
_KEEP: LiteralString = "INSERT INTO askdocs_cache.readings VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"


class PostgresReadings:
    """A table of the database at `address`, which is made where it is missing. Threads may share it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._opened: Connection[Any] | None = None

    def find(self, embedder: str, keys: Sequence[bytes]) -> Mapping[bytes, Row]:
        """The rows of those texts that are kept."""
        with self._connection() as connection, connection.cursor(binary=True) as cursor:
            found = cursor.execute(_FIND, (embedder, list(keys))).fetchall()
        return {text: (vector, codes, starts) for text, vector, codes, starts in found}

    def keep(self, embedder: str, rows: Mapping[bytes, Row]) -> None:
        """Keep the rows of texts that were embedded."""
        own = [
            (embedder, key, *rows[key]) for key in sorted(rows)
        ]  # in one order: no two wait for each other
        with self._connection() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(_KEEP, own)

    def close(self) -> None:
        """Close the connection; the next call opens another one."""
        with self._lock:
            self._let_go()

    @contextmanager
    def _connection(self) -> Iterator[Connection[Any]]:
        try:
            with self._lock:
                self._opened = self._opened or _open(self._address)
                yield self._opened
        except psycopg.Error as error:
            self.close()
            told = " ".join(str(error).split()).rstrip(".")
            raise StoreError(
                f"The embedding cache in PostgreSQL cannot be used: {told}. See that the server runs."
            ) from error

    def _let_go(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened = None


def _open(address: str) -> Connection[Any]:
    connection = psycopg.connect(
        address, autocommit=True, target_session_attrs="read-write", connect_timeout=5
    )
    connection.execute("SET synchronous_commit = off")
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_SCHEMA)
    return connection
