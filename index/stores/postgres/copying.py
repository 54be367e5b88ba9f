"""Rows on their way into a table: by COPY in binary form into one of this connection's own, and from there.

PostgreSQL does not COPY into a table with row-level security.
"""

from collections.abc import Iterable
from typing import LiteralString

from psycopg import Connection, sql

from index.stores.rows import PAGE, PASSAGE

COLUMNS: dict[str, tuple[LiteralString, LiteralString]] = {
    "pages": (f"place, {PAGE}", "int4 text text text text text text text text text"),
    "passages": (f"number, {PASSAGE}", "int4 text int4 text text text text text text text bool"),
    "words": ("language, field, word, first, passages, postings", "text text text int4 int4 bytea"),
    "pairs": ("language, bucket, first, postings", "text int4 int4 bytea"),
    "vectors": ("space, number, half, whole", "int2 int4 halfvec bytea"),
    "tokens": ("space, number, codes, marks", "int2 int4 bytea bytea"),
}
"""The columns of each table that a writer fills, and their types."""

_STAGE: LiteralString = """
CREATE TEMPORARY TABLE IF NOT EXISTS {staged} (LIKE {table} INCLUDING STORAGE) ON COMMIT DELETE ROWS
"""

Row = tuple[object, ...]


class Copying:
    """Fills the tables with rows of one generation, and counts bytes."""

    def __init__(self, connection: Connection, site: str, generation: int) -> None:
        self._connection = connection
        self._own = site, generation
        self.size = 0

    def copy(self, table: str, rows: Iterable[Row]) -> int:
        """Add rows; how many they were. They are kept once this returns, and nobody reads them yet."""
        columns, types = COLUMNS[table]
        names = {"staged": sql.Identifier(f"staged_{table}"), "table": sql.Identifier("askdocs", table)}
        names_of = sql.SQL(f"site, generation, {columns}")
        with self._connection.transaction():
            self._connection.execute(sql.SQL(_STAGE).format(**names))
            into = sql.SQL("COPY {staged} ({columns}) FROM STDIN (FORMAT BINARY)")
            count = self._staged(into.format(columns=names_of, **names), types, rows)
            onward = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {staged}")
            self._connection.execute(onward.format(columns=names_of, **names))
        return count

    def _staged(self, statement: sql.Composed, types: str, rows: Iterable[Row]) -> int:
        count = 0
        with self._connection.cursor() as cursor, cursor.copy(statement) as into:
            into.set_types(["text", "int8", *types.split()])
            for row in rows:
                into.write_row((*self._own, *row))
                self.size += sum(map(_bytes, row))
                count += 1
        return count


def _bytes(value: object) -> int:
    """About what a value takes in a row."""
    return len(value) if isinstance(value, str | bytes) else 8
