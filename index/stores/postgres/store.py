"""The PostgreSQL store: generations in tables, built on the primary, read on any server that has them."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pgvector.psycopg import register_vector
from psycopg import Connection, errors

from index.store import Generation, GenerationInfo, GenerationWriter, ServerState
from index.stores.information import restored
from index.stores.postgres import catalogue
from index.stores.postgres.database import Database
from index.stores.postgres.dense import GRAPH_FROM
from index.stores.postgres.details import restored_details
from index.stores.postgres.failures import postgres_errors
from index.stores.postgres.generation import PostgresGeneration
from index.stores.postgres.writer import PostgresWriter


class PostgresStore:
    """The index `site` in a database, named by its libpq address or opened already, for several to share.

    A standby that may be more than `most_lag` seconds behind its primary is not asked what is live, as long
    as another server can be. From `graph_from` vectors on they stand in a graph. The first build makes the
    tables. Threads and processes may share it.
    """

    def __init__(
        self, database: str | Database, site: str, most_lag: float = 10.0, graph_from: int = GRAPH_FROM
    ) -> None:
        with postgres_errors("read the address `store`"):
            self._database = Database(database) if isinstance(database, str) else database
        self._site, self._graph_from = site, graph_from
        self._servers = self._database.servers(site, most_lag)
        self._lock = threading.Lock()
        self._looked = catalogue.Look()
        self._live: PostgresGeneration | None = None

    def live(self) -> Generation | None:
        """The live generation, None before the first commit. Raises StoreError where none can be read."""
        with postgres_errors("read the index"):
            look = self._servers.look()
        with self._lock:
            if (look.number, look.info) != (self._looked.number, self._looked.info):
                self._live = self._opened(look)
                self._looked = look
            return self._live

    def _opened(self, look: catalogue.Look) -> PostgresGeneration | None:
        if not look.number:
            return None
        info = restored(look.info)
        if self._live and self._live.same_but_for_checks(info):
            return self._live.with_info(info)
        return PostgresGeneration(self._servers, self._site, info, restored_details(look.details))

    def begin_generation(
        self,
        source: str,
        fingerprint: str,
        checked_at: datetime | None = None,
        unchecked: Iterable[str] = (),
    ) -> GenerationWriter:
        """Start a generation beside the live one; the arguments say what it is built from, and how fresh."""
        with postgres_errors("begin an index"):
            connection = self._database.writable(self._site)
            try:
                number = catalogue.begin(connection, self._site)
                register_vector(connection)
            except BaseException:
                connection.close()
                raise
        begun = GenerationInfo(number, datetime.now(UTC), source, fingerprint, {}, {}, {})
        begun = replace(begun, checked_at=checked_at, unchecked=tuple(sorted(unchecked)))
        return PostgresWriter(connection, self._site, begun, self._graph_from, self._servers.expect)

    def confirm(self, number: int, checked_at: datetime, unchecked: Iterable[str] = ()) -> None:
        """Note that the live generation, if it is `number`, was found to be what its source has."""
        with self._writing("note the check of the index") as connection:
            catalogue.confirm(connection, self._site, number, checked_at, tuple(sorted(unchecked)))

    def drop(self) -> None:
        """Remove what is neither live, nor was so lately, nor is being built."""
        with self._writing("remove old indexes") as connection:
            catalogue.drop(connection, self._site)

    def erase(self) -> Mapping[str, int]:
        """Remove the index, whatever is live; how many rows each table had of it.

        Raises StoreError while a generation is being built.
        """
        removed: dict[str, int] = {}
        with self._writing("remove the index") as connection:
            removed |= catalogue.erase(connection, self._site)
        return removed

    def servers(self) -> Sequence[ServerState]:
        """The servers that it is read from, each looked at now."""
        return self._servers.states()

    def close(self) -> None:
        """Close all connections; the store cannot be used any more."""
        self._database.close()

    @contextmanager
    def _writing(self, doing: str) -> Iterator[Connection[Any]]:
        """The primary; nothing is done where no index was ever begun."""
        with postgres_errors(doing), self._database.writable(self._site) as connection:
            try:
                yield connection
            except (errors.UndefinedTable, errors.InvalidSchemaName):
                return
