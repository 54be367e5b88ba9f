"""The catalogue: which generations of a site exist, and which one is live."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString

from psycopg import Connection, errors, sql

from index.errors import StoreError
from index.store import GenerationInfo
from index.stores.information import restored, stored
from index.stores.postgres import graphs
from index.stores.postgres.details import Details, stored_details
from index.stores.postgres.schema import FORMAT, TABLES, ensure_schema, wrong_format

KEPT = 2
"""The live generation and the one before it stay: readers may hold the latter a moment longer."""

SPARED_S = 60
"""So does, for so long, each that was live until then: a question that was begun may finish."""

# The committed generation that was begun last is live, so that one UPDATE swaps, and a build that took long
# does not take the place of one that began, and so read its content, after it.

_LOOK: LiteralString = """
SELECT version, coalesce(generation, 0), coalesce(info, ''), coalesce(details, ''), NOT pg_is_in_recovery(),
    CASE WHEN NOT pg_is_in_recovery() THEN 0
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
        AND EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL) THEN 0
    ELSE coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 'infinity') END::float8
FROM askdocs.format LEFT JOIN LATERAL (
    SELECT generation, info, details FROM askdocs.generations
    WHERE site = %s AND committed_at IS NOT NULL ORDER BY generation DESC LIMIT 1
) AS live ON true
"""
# A standby that has replayed all that it received is up to date as long as its primary sends; it notices by
# `wal_receiver_timeout` that nothing comes.

_DROPPABLE: LiteralString = """
SELECT generation FROM (
    SELECT generation, row_number() OVER newer AS place, lag(committed_at) OVER newer AS replaced_at
    FROM askdocs.generations WHERE site = %(site)s AND committed_at IS NOT NULL
    WINDOW newer AS (ORDER BY generation DESC)
) AS committed
WHERE place > %(kept)s AND replaced_at < now() - make_interval(secs => %(spared)s)
UNION ALL
SELECT generation FROM askdocs.generations WHERE site = %(site)s AND committed_at IS NULL
"""

_ALL: LiteralString = "SELECT generation FROM askdocs.generations WHERE site = %s"

_HELD: LiteralString = "SELECT {}(hashtextextended(%s, %s))"
"""A builder holds the lock of its generation for as long as it is connected."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one server knows: the row of the live generation (number 0 where there is none), its texts unread.

    `lag` is by how many seconds it may be behind the primary.
    """

    number: int = 0
    info: str = ""
    details: str = ""
    primary: bool = False
    lag: float = 0.0


def look(connection: Connection, site: str) -> Look:
    """Ask a server. Raises StoreError for another format."""
    try:
        row = connection.execute(_LOOK, (site,)).fetchone()
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        row = connection.execute("SELECT NOT pg_is_in_recovery()").fetchone()
        return Look(primary=bool(row and row[0]))
    if row is None or row[0] != FORMAT:
        raise wrong_format(row[0] if row else None)
    return Look(*row[1:])


def begin(connection: Connection, site: str) -> int:
    """Give out a new generation's number, and hold its lock."""
    ensure_schema(connection)
    with connection.transaction():
        number = _next_number(connection, site)
        _lock(connection, "pg_advisory_lock", site, number)
        connection.execute(
            "INSERT INTO askdocs.generations (site, generation) VALUES (%s, %s)", (site, number)
        )
    return number


def _next_number(connection: Connection, site: str) -> int:
    (number,) = connection.execute(
        "INSERT INTO askdocs.sites VALUES (%s, 1)"
        " ON CONFLICT (site) DO UPDATE SET last = sites.last + 1 RETURNING last",
        (site,),
    ).fetchone() or (0,)
    return int(number)


def commit(connection: Connection, site: str, info: GenerationInfo, details: Details) -> None:
    """Make `info.number` the live generation, unless one of a greater number is."""
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = on")
        connection.execute(
            "UPDATE askdocs.generations SET committed_at = now(), info = %s, details = %s"
            " WHERE site = %s AND generation = %s",
            (stored(info), stored_details(details), site, info.number),
        )


def confirm(
    connection: Connection, site: str, number: int, checked_at: datetime, unchecked: tuple[str, ...]
) -> None:
    """Note a comparison with the source, if `number` is live and this comparison is the latest."""
    with connection.transaction():
        connection.execute("SELECT FROM askdocs.sites WHERE site = %s FOR UPDATE", (site,))
        row = look(connection, site)
        info = restored(row.info) if row.number else None
        if info is None or info.number != number or (info.checked_at and info.checked_at > checked_at):
            return
        checked = replace(info, checked_at=checked_at, unchecked=unchecked)
        connection.execute(
            "UPDATE askdocs.generations SET info = %s WHERE site = %s AND generation = %s",
            (stored(checked), site, number),
        )


def remove(connection: Connection, site: str, number: int) -> None:
    """Delete all rows of a generation."""
    with connection.transaction():
        for table in (*TABLES, "generations"):
            statement = sql.SQL("DELETE FROM {} WHERE site = %s AND generation = %s")
            connection.execute(statement.format(sql.Identifier("askdocs", table)), (site, number))
        graphs.remove(connection, site, number)


def drop(connection: Connection, site: str) -> None:
    """Delete what is neither live, nor was so lately, nor is being built."""
    for number in _droppable(connection, site):
        with _unless_held(connection, site, number) as free:
            # looked at again: its builder may have committed it, and let go, a moment ago
            if free and number in _droppable(connection, site):
                remove(connection, site, number)


def erase(connection: Connection, site: str) -> dict[str, int]:
    """Delete all rows of a site; how many each table had. Raises StoreError while one is being built."""
    with connection.transaction():
        # nobody begins one meanwhile
        connection.execute("SELECT FROM askdocs.sites WHERE site = %s FOR UPDATE", (site,))
        for (number,) in connection.execute(_ALL, (site,)).fetchall():
            if not _lock(connection, "pg_try_advisory_xact_lock", site, number):
                raise StoreError(f"The index of {site} is being built. Stop that, and try again.")
        graphs.remove(connection, site)
        return {table: _erased(connection, table, site) for table in (*TABLES, "generations", "sites")}


def _erased(connection: Connection, table: str, site: str) -> int:
    statement = sql.SQL("DELETE FROM {} WHERE site = %s").format(sql.Identifier("askdocs", table))
    return connection.execute(statement, (site,)).rowcount


def _droppable(connection: Connection, site: str) -> set[int]:
    asked = {"site": site, "kept": KEPT, "spared": SPARED_S}
    return {number for (number,) in connection.execute(_DROPPABLE, asked)}


def release(connection: Connection, site: str, number: int) -> None:
    """Let go of a generation's lock."""
    _lock(connection, "pg_advisory_unlock", site, number)


@contextmanager
def _unless_held(connection: Connection, site: str, number: int) -> Iterator[bool]:
    """Whether nobody builds the generation; nobody else removes it inside the block."""
    free = _lock(connection, "pg_try_advisory_lock", site, number)
    try:
        yield free
    finally:
        if free:
            release(connection, site, number)


def _lock(connection: Connection, function: str, site: str, number: int) -> bool:
    statement = sql.SQL(_HELD).format(sql.Identifier(function))
    row = connection.execute(statement, (site, number)).fetchone()
    return bool(row and row[0])
