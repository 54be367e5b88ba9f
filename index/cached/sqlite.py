"""Cached readings in a SQLite file, for the processes of one machine."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.cached.readings import Row
from index.errors import StoreError

BUSY_S = 30.0
"""How long a process waits for another one that writes."""

_ASKED_AT_ONCE = 500  # SQLite limits the parameters of one statement

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    embedder TEXT NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, codes BLOB, starts BLOB,
    PRIMARY KEY (embedder, text)
) WITHOUT ROWID
"""


class SqliteReadings:
    """The file at `path`, opened when it is first needed. Safe for several processes and threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def find(self, embedder: str, keys: Sequence[bytes]) -> Mapping[bytes, Row]:
        """The rows of those texts that are kept."""
        known: dict[bytes, Row] = {}
        for start in range(0, len(keys), _ASKED_AT_ONCE):
            asked = keys[start : start + _ASKED_AT_ONCE]
            marks = ", ".join("?" * len(asked))
            statement = (
                "SELECT text, vector, codes, starts FROM readings"  # noqa: S608 - placeholders only
                f" WHERE embedder = ? AND text IN ({marks})"
            )
            with self._connection() as connection:
                rows = connection.execute(statement, (embedder, *asked)).fetchall()
            known.update((text, (vector, codes, starts)) for text, vector, codes, starts in rows)
        return known

    def keep(self, embedder: str, rows: Mapping[bytes, Row]) -> None:
        """Keep the rows of texts that were embedded."""
        own = [(embedder, key, *row) for key, row in rows.items()]
        with self._connection() as connection, connection:
            connection.executemany("INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?)", own)

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                self._opened = self._opened or _open(self._path)
                yield self._opened
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The embedding cache {self._path} cannot be used: {error}. Free some space on its disk,"
                " or remove the file: it is only a cache."
            ) from error


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A write asks for the lock first, and waits; SQLite refuses at once whoever asks halfway. It also
    # refuses two processes that turn on its write-ahead log at once, which is why there is none.
    connection = sqlite3.connect(path, BUSY_S, isolation_level="IMMEDIATE", check_same_thread=False)
    connection.execute("PRAGMA synchronous = NORMAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TABLE IF EXISTS vectors")  # of a former version
        connection.execute(_SCHEMA)
    return connection
