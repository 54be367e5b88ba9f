"""The tables, in the schema `askdocs`. Every row says of which site and generation it is."""

from typing import LiteralString

from psycopg import Connection, sql

from index.errors import StoreError
from index.stores.postgres.walls import wall

FORMAT = 3
"""Version of everything that this store writes; an index of another version has to be built again."""

PARTS = 16
"""Tables are parted by a hash of site and generation: a generation shares its part with few others."""

_WHOLE: LiteralString = """
CREATE SCHEMA askdocs;
CREATE TABLE askdocs.format (version INTEGER NOT NULL);
CREATE TABLE askdocs.sites (site TEXT PRIMARY KEY, last BIGINT NOT NULL);
CREATE TABLE askdocs.generations (
    site TEXT NOT NULL, generation BIGINT NOT NULL, committed_at TIMESTAMPTZ, info TEXT, details TEXT,
    PRIMARY KEY (site, generation)
);
"""

TABLES: dict[str, tuple[LiteralString, LiteralString]] = {
    "pages": (
        """place INTEGER NOT NULL, url TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
        description TEXT NOT NULL, language TEXT NOT NULL, markdown TEXT NOT NULL, fetched_at TEXT NOT NULL,
        last_modified TEXT, alternates TEXT NOT NULL, UNIQUE (site, generation, url)""",
        "place",
    ),
    "passages": (
        """number INTEGER NOT NULL, page_url TEXT NOT NULL, ordinal INTEGER NOT NULL, title TEXT NOT NULL,
        heading_path TEXT NOT NULL, anchor TEXT NOT NULL, language TEXT NOT NULL, kinds TEXT NOT NULL,
        markdown TEXT NOT NULL, text TEXT NOT NULL, addresses_agents BOOLEAN NOT NULL""",
        "number",
    ),
    "words": (
        """language TEXT NOT NULL, field TEXT NOT NULL, word TEXT COLLATE "C" NOT NULL,
        first INTEGER NOT NULL, passages INTEGER NOT NULL, postings BYTEA STORAGE EXTERNAL NOT NULL""",
        "language, field, word, first",
    ),
    "pairs": (
        """language TEXT NOT NULL, bucket INTEGER NOT NULL, first INTEGER NOT NULL,
        postings BYTEA NOT NULL""",
        "language, bucket, first",
    ),
    "vectors": (
        """space SMALLINT NOT NULL, number INTEGER NOT NULL,
        half public.halfvec STORAGE MAIN NOT NULL, whole BYTEA STORAGE EXTERNAL NOT NULL""",
        "space, number",
    ),
    "tokens": (
        """space SMALLINT NOT NULL, number INTEGER NOT NULL,
        codes BYTEA STORAGE EXTERNAL NOT NULL, marks BYTEA STORAGE EXTERNAL NOT NULL""",
        "space, number",
    ),
}
"""Each table that is parted: its columns, and what tells its rows apart within a generation.

`whole` is a vector in 32 bits a dimension, kept out of the row, so that a search through all halves is short.
"""

_TABLE: LiteralString = """
CREATE TABLE {table} (
    site TEXT NOT NULL, generation BIGINT NOT NULL, {columns}, PRIMARY KEY (site, generation, {key})
) PARTITION BY HASH (site, generation)
"""

_PART: LiteralString = (
    "CREATE TABLE {part} PARTITION OF {table} FOR VALUES WITH (MODULUS {parts}, REMAINDER {remainder})"
)

LOCK = 0x61736B646F6373
"""Whoever makes tables holds the advisory lock of this number."""


def ensure_schema(connection: Connection) -> None:
    """Make what is missing. Raises StoreError where the tables are of another version."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        if not _exists(connection):
            _create(connection)
    row = connection.execute("SELECT version FROM askdocs.format").fetchone()
    if row != (FORMAT,):
        raise wrong_format(row[0] if row else None)


def wrong_format(version: int | None) -> StoreError:
    """What to do about tables of another version."""
    return StoreError(
        f"The index in PostgreSQL has format {version}, this program reads format {FORMAT}."
        " Drop its schema (DROP SCHEMA askdocs CASCADE) and build the index again."
    )


def _exists(connection: Connection) -> bool:
    row = connection.execute("SELECT to_regclass('askdocs.format')").fetchone()
    return row is not None and row[0] is not None


def _create(connection: Connection) -> None:
    connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
    for statement in filter(str.strip, _WHOLE.split(";")):
        connection.execute(statement)
    for name in ("sites", "generations"):
        wall(connection, sql.Identifier("askdocs", name))
    for name, (columns, key) in TABLES.items():
        table = sql.Identifier("askdocs", name)
        connection.execute(sql.SQL(_TABLE).format(table=table, columns=sql.SQL(columns), key=sql.SQL(key)))
        for remainder in range(PARTS):
            connection.execute(_part(name, table, remainder))
            wall(connection, sql.Identifier("askdocs", f"{name}_{remainder}"))
        wall(connection, table)
    connection.execute("CREATE INDEX pages_by_path ON askdocs.pages (site, generation, path)")
    connection.execute("INSERT INTO askdocs.format VALUES (%s)", (FORMAT,))


def _part(name: str, table: sql.Identifier, remainder: int) -> sql.Composed:
    return sql.SQL(_PART).format(
        part=sql.Identifier("askdocs", f"{name}_{remainder}"),
        table=table,
        parts=sql.Literal(PARTS),
        remainder=sql.Literal(remainder),
    )
