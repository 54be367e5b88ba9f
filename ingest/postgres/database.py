"""The tables of one corpus in PostgreSQL, in a schema of its own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, IsolationLevel, sql

from ingest import corpus, frontier
from ingest.errors import IngestError
from ingest.relational import Rows, Values

VERSION = 1
"""Of the tables; those of another version have to be crawled anew."""

TYPES = {
    "INTEGER PRIMARY KEY": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "INTEGER": "BIGINT",
    "REAL": "DOUBLE PRECISION",
    "BLOB": "BYTEA",
    "TEXT": 'TEXT COLLATE "C"',
}
"""How SQLite's types are called here; longer names come first."""

READ_AT_ONCE = 100
"""Rows that are in memory at a time."""

CONNECT_S = 5

_BEGIN = "BEGIN; SELECT pg_advisory_xact_lock({})"


class PostgresDatabase:
    """A connection to the primary. Threads may share it as long as they take turns.

    Whoever writes holds the corpus's lock until what it wrote is stored, so that many workers write one after
    the other. What a crash of the server takes away was written after all that was stored before.
    """

    def __init__(self, address: str, name: str, *, frozen: bool = False) -> None:
        digest = sha256(name.encode())
        self._schema = f"askdocs_pages_{digest.hexdigest()[:24]}"
        lock = sql.Literal(int.from_bytes(digest.digest()[:8], signed=True))
        self._begin = sql.SQL(_BEGIN).format(lock)
        self._names = count()
        with _translated():
            self._connection = _connected(address, self._schema)
            try:
                self._prepare(name)
                if frozen:
                    self._freeze()
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def run(self, query: str, values: Values = ()) -> Rows:
        """Run one statement."""
        with _translated():
            return self._connection.execute(_statement(query), _fit(values))

    def run_many(self, query: str, rows: Iterable[Values]) -> None:
        """Run one statement for each row."""
        with _translated(), self._connection.cursor() as cursor:
            cursor.executemany(_statement(query), map(_fit, rows))

    def read(self, query: str, values: Values = ()) -> Iterator[tuple[Any, ...]]:
        """What a query finds, read as it is asked for; other statements may be run meanwhile."""
        with _translated(), self._connection.cursor(f"read_{next(self._names)}", withhold=True) as cursor:
            cursor.itersize = READ_AT_ONCE
            cursor.execute(_statement(query), _fit(values))
            yield from cursor

    def column(self, query: str, values: Values = ()) -> list[str]:
        """The first column of what a query finds."""
        return [row[0] for row in self.run(query, values).fetchall()]

    def number(self, query: str) -> int:
        """The one number that a query finds."""
        return int(self.run(query).fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written within is stored as a whole or not at all."""
        with _translated():
            self._connection.execute(self._begin)
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if not self._connection.closed:
                    self._connection.rollback()
                raise

    def _prepare(self, name: str) -> None:
        if not self._exists():
            with self.transaction():
                if not self._exists():
                    self._create(name)
        version = self.number("SELECT version FROM format")
        if version != VERSION:
            raise IngestError(
                f"The pages in PostgreSQL are of another version ({version}): run"
                f" DROP SCHEMA {self._schema} CASCADE, and crawl again."
            )

    def _exists(self) -> bool:
        row = self._connection.execute("SELECT to_regclass(%s)", (f"{self._schema}.format",)).fetchone()
        return row is not None and row[0] is not None

    def _create(self, name: str) -> None:
        schema = sql.Identifier(self._schema)
        self._connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        self._connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, sql.Literal(name)))
        tables = f"{corpus.SCHEMA} {frontier.SCHEMA} CREATE TABLE format (version INTEGER NOT NULL);"
        for word, own in TYPES.items():
            tables = tables.replace(f" {word}", f" {own}")
        self._connection.execute(tables)
        self._connection.execute("INSERT INTO format VALUES (%s)", (VERSION,))

    def _freeze(self) -> None:
        self._connection.autocommit = False
        self._connection.isolation_level = IsolationLevel.REPEATABLE_READ
        self._connection.read_only = True


def _connected(address: str, schema: str) -> Connection[Any]:
    connection = psycopg.connect(
        address, autocommit=True, target_session_attrs="read-write", connect_timeout=CONNECT_S
    )
    # The queue's own commit, which says that a page is done, waits for the disk and for all before it.
    connection.execute("SET synchronous_commit = off")
    connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    return connection


def _statement(query: str) -> LiteralString:
    return query.replace("?", "%s")


def _fit(values: Values) -> list[Any]:
    """The values; a text here cannot hold the character 0."""
    return [value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in values]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, UnicodeEncodeError) as error:
        told = " ".join(str(error).split()).rstrip(".")
        raise IngestError(
            f"The pages in PostgreSQL cannot be used: {told}. See that the server runs, and docs/scaling.md."
        ) from error
