"""A database as a corpus sees it: statements that SQLite and PostgreSQL both understand."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Values = Sequence[str | int | float | bytes | None]


class Rows(Protocol):
    """What a statement found, each row a tuple in the order of its columns."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a tuple of what was asked for
        """The next row, None after the last one."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""


class Relational(Protocol):
    """Tables of our own. A value is marked by `?`; texts are compared by their code points.

    Each call is one transaction, or a part of the one that it is called in. Raises IngestError, which says
    what to do, where the database cannot do it.
    """

    def run(self, query: str, values: Values = ()) -> Rows:
        """Run one statement."""

    def run_many(self, query: str, rows: Iterable[Values]) -> None:
        """Run one statement for each row."""

    def read(self, query: str, values: Values = ()) -> Iterator[tuple[Any, ...]]:
        """What a query finds, read as it is asked for; other statements may be run meanwhile."""

    def column(self, query: str, values: Values = ()) -> list[str]:
        """The first column of what a query finds."""

    def number(self, query: str) -> int:
        """The one number that a query finds."""

    def transaction(self) -> AbstractContextManager[None]:
        """What is written within is stored as a whole or not at all; one process at a time is in one."""

    def close(self) -> None:
        """Give back the connection."""
