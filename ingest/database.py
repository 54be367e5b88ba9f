"""One SQLite file of ours: opened, recognised, written in whole transactions, its errors in plain words."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ingest.errors import IngestError
from ingest.relational import Values

APPLICATION_ID = 0x61736B64
"""`askd`: how a file of ours is told from a foreign one."""

NO_UPGRADES: Mapping[int, str] = MappingProxyType({})


class Database:
    """A connection to the file at `path`, which gets the tables of `schema` where it is new.

    `upgrades` are statements that make of a file of their version one of the next version. Where it may not
    `make_folder`, its folder has to be there.
    Readers never wait for the writer. Raises IngestError for a file that is damaged, another program's or of
    another schema `version` that no upgrade leads from, and for a full disk. Threads may share it as long as
    they take turns.
    """

    def __init__(
        self,
        path: Path,
        schema: str,
        version: int,
        upgrades: Mapping[int, str] = NO_UPGRADES,
        *,
        make_folder: bool = True,
    ) -> None:
        self._path = path
        try:
            if make_folder:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise IngestError(
                f"{path} cannot be opened ({error}): name another folder with --data."
            ) from error
        try:
            self._prepare(schema, version, upgrades)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def run(self, query: str, values: Values = ()) -> sqlite3.Cursor:
        """Run one statement."""
        with self._translated():
            return self._connection.execute(query, values)

    def run_many(self, query: str, rows: Iterable[Values]) -> None:
        """Run one statement for each row."""
        with self._translated():
            self._connection.executemany(query, rows)

    def read(self, query: str, values: Values = ()) -> Iterator[tuple[Any, ...]]:
        """What a query finds, read as it is asked for."""
        return iter(self.run(query, values))

    def column(self, query: str, values: Values = ()) -> list[str]:
        """The first column of what a query finds."""
        return [row[0] for row in self.run(query, values)]

    def number(self, query: str) -> int:
        """The one number that a query finds."""
        return int(self.run(query).fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written within is stored as a whole or not at all."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.rollback()
            raise

    def _prepare(self, schema: str, version: int, upgrades: Mapping[int, str]) -> None:
        self.run("PRAGMA busy_timeout = 10000")
        if self._is_empty():
            self.run("PRAGMA journal_mode = WAL")
            self._create(schema, version)
        self.run("PRAGMA synchronous = NORMAL")
        if self.number("PRAGMA application_id") != APPLICATION_ID:
            raise IngestError(f"{self._path} belongs to another program: name another folder with --data.")
        if self.number("PRAGMA user_version") in upgrades:
            self._upgrade(upgrades)
        if self.number("PRAGMA user_version") != version:
            raise IngestError(f"{self._path} is of another version of askdocs: delete it and crawl again.")

    def _is_empty(self) -> bool:
        return not self.number("SELECT count(*) FROM sqlite_master")

    def _create(self, schema: str, version: int) -> None:
        """Make the tables, unless another process has done so meanwhile."""
        with self.transaction():
            if self._is_empty():
                self.run(f"PRAGMA application_id = {APPLICATION_ID}")
                self.run(f"PRAGMA user_version = {version}")
                self._run_all(schema)

    def _upgrade(self, upgrades: Mapping[int, str]) -> None:
        """Step by step, unless another process has done so meanwhile."""
        with self.transaction():
            while (found := self.number("PRAGMA user_version")) in upgrades:
                self._run_all(upgrades[found])
                self.run(f"PRAGMA user_version = {found + 1}")

    def _run_all(self, statements: str) -> None:
        for statement in filter(None, map(str.strip, statements.split(";"))):
            self.run(statement)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            advice = "Make room on the disk, or let the other crawl end, and run again."
            raise IngestError(f"{self._path}: {error}. {advice}") from error
        except sqlite3.DatabaseError as error:
            raise IngestError(f"{self._path} is damaged ({error}): delete it and crawl again.") from error
