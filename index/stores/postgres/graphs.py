"""Graphs: many vectors once more, in a table of their own with an HNSW index, made when all are there.

To make the index at once takes a tenth of the time that vector after vector would take. All that is in such
a table comes from `vectors`: it stands in another schema, so that backups leave it out.
"""

from hashlib import blake2b
from typing import LiteralString

from psycopg import Connection, errors, sql

from index.stores.postgres.details import Space
from index.stores.postgres.schema import LOCK
from index.stores.postgres.walls import wall

SCHEMA = "askdocs_graphs"

MOST_DIMENSIONS = 4_000
"""Of more, pgvector makes no graph."""

LINKS, EF_CONSTRUCTION, EF_SEARCH = 24, 128, 400
"""The graph's breadth: a node's links, candidates in building and in searching (Malkov, Yashunin 2018)."""

MOST_MEMORY = 4 << 30
"""Bytes that the server may take to make one; a graph that needs more is made more slowly."""

_TABLE: LiteralString = """
CREATE TABLE {graph} (
    site TEXT NOT NULL, number INTEGER NOT NULL, half public.halfvec({dimension}) STORAGE MAIN NOT NULL
)
"""

_FILL: LiteralString = """
INSERT INTO {graph} SELECT site, number, half FROM askdocs.vectors
WHERE site = %s AND generation = %s AND space = %s
"""

_INDEX: LiteralString = """
CREATE INDEX ON {graph} USING hnsw (half public.halfvec_ip_ops)
WITH (m = {links}, ef_construction = {breadth})
"""

_MEMORY: LiteralString = """
SELECT set_config('maintenance_work_mem', greatest(
    pg_size_bytes(current_setting('maintenance_work_mem')) / 1024, %s / 1024
) || 'kB', true)
"""

_OF_A_SITE: LiteralString = """
SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %s AND relkind = 'r' AND starts_with(relname, %s)
"""


def graph_of(site: str, generation: int, space: Space) -> sql.Identifier:
    """The table of a space's graph."""
    return sql.Identifier(SCHEMA, f"{_beginning(site, generation)}{space.number}")


def make(connection: Connection, site: str, generation: int, space: Space) -> None:
    """Make the graph of all vectors that the space has."""
    graph = graph_of(site, generation, space)
    _ensure_schema(connection)
    with connection.transaction():
        connection.execute(sql.SQL(_TABLE).format(graph=graph, dimension=sql.Literal(space.dimension)))
        wall(connection, graph)
        connection.execute(sql.SQL(_FILL).format(graph=graph), (site, generation, space.number))
        connection.execute(_MEMORY, (min(_memory(space), MOST_MEMORY),))
        _index(connection, graph)


def remove(connection: Connection, site: str, generation: int | None = None) -> None:
    """Drop the graphs of a generation, or of all that a site has."""
    named = connection.execute(_OF_A_SITE, (SCHEMA, _beginning(site, generation))).fetchall()
    for (name,) in named:
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(SCHEMA, str(name))))


def _beginning(site: str, generation: int | None) -> str:
    """How the names of a site's tables begin, or of its generation's; PostgreSQL wants them short."""
    beginning = f"g{blake2b(site.encode(), digest_size=8).hexdigest()}_"
    return beginning if generation is None else f"{beginning}{generation}_"


def _ensure_schema(connection: Connection) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))


def _index(connection: Connection, graph: sql.Identifier) -> None:
    """With several workers, as the server is set; alone where it has no memory for them to share."""
    numbers = {"links": sql.Literal(LINKS), "breadth": sql.Literal(EF_CONSTRUCTION)}
    statement = sql.SQL(_INDEX).format(graph=graph, **numbers)
    try:
        with connection.transaction():
            connection.execute(statement)
    except errors.DiskFull:
        connection.execute("SET LOCAL max_parallel_maintenance_workers = 0")
        connection.execute(statement)


def _memory(space: Space) -> int:
    """About how many bytes pgvector takes to make it: a vector, its links and what tells them apart."""
    return space.count * (2 * space.dimension + 32 * LINKS + 512)
