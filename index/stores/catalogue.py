"""The catalogue: which generations exist in a folder, and which one is live. One SQLite file, `index.db`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from index.errors import StoreError
from index.store import GenerationInfo
from index.stores.information import restored, stored

FORMAT = 3
"""Version of everything that the local store writes; an index of another version has to be built again."""

BUSY_S = 30.0
"""How long a process waits for another one that writes."""

KEPT = 2
"""The live generation and the one before it stay: readers may hold the latter a moment longer."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS generations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    committed INTEGER UNIQUE,
    info TEXT
)
"""
# The committed generation that was begun last is live, so that one UPDATE swaps, and a build that took long
# does not take the place of one that began, and so read its content, after it. `committed` counts commits.

_LATEST = "FROM generations WHERE committed IS NOT NULL ORDER BY number DESC LIMIT ?"


class Catalogue:
    """Reads and writes `index.db`. Callers may share one between threads if they call it one at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode = 0
        self._reader: sqlite3.Connection | None = None

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever another connection has committed; None while there is no catalogue."""
        try:
            inode = self._path.stat().st_ino
        except FileNotFoundError:
            self.close()
            return None
        reader = self._open_reader(inode)
        if _is_empty(reader):
            self.close()
            return None
        (version,) = reader.execute("PRAGMA data_version").fetchone()
        return inode, version

    def live(self) -> GenerationInfo | None:
        """The live generation. Call `stamp` first."""
        if self._reader is None:
            return None
        return _live(self._reader)

    def close(self) -> None:
        """Close the reading connection; the next `stamp` opens it again."""
        if self._reader is not None:
            self._reader.close()
        self._reader, self._inode = None, 0

    def _open_reader(self, inode: int) -> sqlite3.Connection:
        if self._reader is None or inode != self._inode:
            self.close()
            # Not `mode=ro`: where a writer was killed halfway, the next reader has to undo what it left.
            reader = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_S, check_same_thread=False
            )
            reader.execute("PRAGMA query_only = ON")
            self._reader, self._inode = reader, inode
            _check_format(reader, self._path)
        return self._reader

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)) as connection:
            _check_format(connection, self._path)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def begin(self) -> Iterator[int]:
        """Give out a new generation's number; nobody else begins, commits or drops one inside the block."""
        with self._writing() as connection:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            cursor = connection.execute("INSERT INTO generations DEFAULT VALUES")
            yield int(cursor.lastrowid or 0)

    def commit(self, info: GenerationInfo) -> None:
        """Make `info.number` the live generation, unless one of a greater number is."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE generations SET info = ?, committed ="
                " (SELECT coalesce(max(committed), 0) + 1 FROM generations) WHERE number = ?",
                (stored(info), info.number),
            )

    def confirm(self, number: int, checked_at: datetime, unchecked: tuple[str, ...]) -> None:
        """Note a comparison with the source, if `number` is live and this comparison is the latest."""
        with self._writing() as connection:
            live = _live(connection)
            if live is None or live.number != number or (live.checked_at and live.checked_at > checked_at):
                return
            checked = replace(live, checked_at=checked_at, unchecked=unchecked)
            connection.execute("UPDATE generations SET info = ? WHERE number = ?", (stored(checked), number))

    @contextmanager
    def dropping(self) -> Iterator[set[int]]:
        """The numbers that have to stay; nobody else begins, commits or drops one inside the block."""
        with self._writing() as connection:
            empty = _is_empty(connection)
            rows = [] if empty else connection.execute(f"SELECT number {_LATEST}", (KEPT,)).fetchall()
            yield {number for (number,) in rows}

    def exists(self) -> bool:
        """Whether anything was ever begun here."""
        return self._path.exists()


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether another process has made the file, and has not filled it yet."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not tables


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    if _is_empty(connection):
        return
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != FORMAT:
        raise StoreError(
            f"The index in {path.parent} has format {version}, this program reads format {FORMAT}."
            " Remove that folder and build the index again."
        )


def _live(connection: sqlite3.Connection) -> GenerationInfo | None:
    if _is_empty(connection):
        return None
    row = connection.execute(f"SELECT info {_LATEST}", (1,)).fetchone()
    return restored(row[0]) if row else None
