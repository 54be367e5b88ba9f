"""PostgreSQL servers that are killed, and what they hold afterwards."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from time import monotonic, sleep
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from index.stores.postgres.copying import COLUMNS
from service.dev_cluster.cluster import Cluster
from service.dev_cluster.server import Server
from tests.benchmarks.http_server import children

PATIENCE_S = 120.0

_CONTENT: LiteralString = """
SELECT count(*), md5(coalesce(string_agg(told, '' ORDER BY told), '')) FROM (
    SELECT md5(ROW({columns})::text) AS told FROM {table} WHERE site = %s AND generation = %s
) AS row_by_row
"""

_COMMITTED: LiteralString = (
    "SELECT generation FROM askdocs.generations WHERE site = %s AND committed_at IS NOT NULL"
)

_STREAMING: LiteralString = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"

Contents = Mapping[str, tuple[int, str]]
"""Of each table: how many rows it has of a generation, and a digest of them."""


def crash(server: Server) -> None:
    """Kill -9 a server with all its processes, as if its machine had lost its power."""
    process = _process(server)
    processes = [process, *children(process)]
    for each in processes:
        with suppress(ProcessLookupError):
            os.kill(each, SIGKILL)
    until(lambda: {_state(each) for each in processes} <= {"", _DEAD})


def bring_back(cluster: Cluster) -> None:
    """Start what was killed, as a standby of the primary."""
    # a process that nobody has waited for yet looks to PostgreSQL like one that runs
    until(lambda: _DEAD not in {_state(_process(server)) for server in cluster.servers})
    cluster.up(cluster.folder, cluster.servers[0].binaries)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds. Raises TimeoutError."""
    patience = monotonic() + PATIENCE_S
    while not holds():
        if monotonic() > patience:
            raise TimeoutError("it was not whole again in time")
        sleep(0.05)


def is_whole(cluster: Cluster) -> bool:
    """Whether two standbys follow a primary."""
    roles = sorted(state.role for state in cluster.states())
    if roles != ["primary", "standby", "standby"]:
        return False
    return _rows(cluster.primary().dsn, _STREAMING) == [(2,)]


def committed(dsn: str, site: str) -> set[int]:
    """The generations that this server has as committed."""
    return {number for (number,) in _rows(dsn, _COMMITTED, site)}


def contents(dsn: str, site: str, generation: int) -> Contents:
    """What a server has of a generation, pages, passages, postings and vectors."""
    with psycopg.connect(dsn) as connection:
        found = {}
        for table, (columns, _) in COLUMNS.items():
            names = {"columns": sql.SQL(columns), "table": sql.Identifier("askdocs", table)}
            asked = sql.SQL(_CONTENT).format(**names)
            count, digest = connection.execute(asked, (site, generation)).fetchone() or (0, "")
            found[table] = int(count), str(digest)
    return found


def _rows(dsn: str, statement: LiteralString, *asked: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        return connection.execute(statement, asked).fetchall()


_DEAD = "Z"


def _process(server: Server) -> int:
    """The process of a server that runs or was killed, 0 of one that was stopped."""
    file = server.folder / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else 0


def _state(process: int) -> str:
    """Its letter of proc_pid_stat(5), "" where there is no such process."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return ""
    return told.rpartition(")")[2].split()[0]
