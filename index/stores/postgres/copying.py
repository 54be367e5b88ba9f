"""Rows on their way into a table, by COPY in binary form."""

from collections.abc import Iterable
from typing import LiteralString

from psycopg import Connection, sql

from index.stores.rows import PAGE, PASSAGE

COLUMNS: dict[str, tuple[LiteralString, LiteralString]] = {
    "pages": (f"place, {PAGE}", "int4 text text text text text text text text text"),
    "passages": (f"number, {PASSAGE}", "int4 text int4 text text text text text text text bool"),
    "words": ("language, field, word, first, passages, postings", "text text text int4 int4 bytea"),
    "pairs": ("language, bucket, first, postings", "text int4 int4 bytea"),
    "vectors": ("space, number, graph, half, whole", "int2 int4 int2 halfvec bytea"),
    "tokens": ("space, number, codes, marks", "int2 int4 bytea bytea"),
}
"""The columns of each table that a writer fills, and their types."""

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
        statement = sql.SQL("COPY {} (site, generation, {}) FROM STDIN (FORMAT BINARY)").format(
            sql.Identifier("askdocs", table), sql.SQL(columns)
        )
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
