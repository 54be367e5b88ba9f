"""Pages and passages of one generation: a SQLite file that is written once and then only read."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.stores.rows import PAGE, PASSAGE, page, page_row, passage, passage_row
from ingest.page import Page
from ingest.passage import Passage

_SCHEMA = """
CREATE TABLE pages (
    url TEXT PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
    language TEXT NOT NULL, markdown TEXT NOT NULL, fetched_at TEXT NOT NULL, last_modified TEXT,
    alternates TEXT NOT NULL
);
CREATE INDEX pages_by_path ON pages (path);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, page_url TEXT NOT NULL, ordinal INTEGER NOT NULL, title TEXT NOT NULL,
    heading_path TEXT NOT NULL, anchor TEXT NOT NULL, language TEXT NOT NULL, kinds TEXT NOT NULL,
    markdown TEXT NOT NULL, text TEXT NOT NULL, addresses_agents INTEGER NOT NULL
);
"""

_ASKED_AT_ONCE = 500
"""SQLite limits the parameters of one statement."""


class TableWriter:
    """Writes the file. Nothing is safe before `finish`, which nobody needs: a killed build is thrown away."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")

    def put_pages(self, pages: Iterable[Page]) -> None:
        """Add pages."""
        marks = ", ".join("?" * 9)
        self._connection.executemany(f"INSERT INTO pages ({PAGE}) VALUES ({marks})", map(page_row, pages))  # noqa: S608 - our own column names

    def put_passages(self, first: int, passages: Iterable[Passage]) -> int:
        """Add passages, numbered from `first`; how many they were."""
        marks = ", ".join("?" * 11)
        return self._connection.executemany(
            f"INSERT INTO passages (number, {PASSAGE}) VALUES ({marks})",  # noqa: S608 - our own column names
            ((number, *passage_row(each)) for number, each in enumerate(passages, first)),
        ).rowcount

    def passages(self, language: str) -> Iterator[tuple[int, Passage]]:
        """The passages of one language with their numbers, in the order in which they were put."""
        rows = self._connection.execute(
            f"SELECT number, {PASSAGE} FROM passages WHERE language = ? ORDER BY number",  # noqa: S608 - our own column names
            (language,),
        )
        return ((row[0], passage(*row[1:])) for row in rows)

    def numbers(self, language: str) -> Iterator[int]:
        """The numbers of the passages of one language, in their order."""
        rows = self._connection.execute(
            "SELECT number FROM passages WHERE language = ? ORDER BY number", (language,)
        )
        return (number for (number,) in rows)

    def counts(self, table: str) -> dict[str, int]:
        """Rows of `table` ("pages" or "passages") by language."""
        rows = self._connection.execute(
            f"SELECT language, count(*) FROM {table} GROUP BY language ORDER BY language"  # noqa: S608 - one of two names
        )
        return dict(rows.fetchall())

    def finish(self) -> None:
        """Write everything out."""
        self._connection.execute("COMMIT")
        self.close()

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        self._connection.close()


class Tables:
    """Reads the file. SQLite serialises the calls of several threads by itself."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._connection.execute("SELECT count(*) FROM pages WHERE url = ''").fetchone()

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in this order. Raises KeyError for an unknown number."""
        found: dict[int, Passage] = {}
        for start in range(0, len(numbers), _ASKED_AT_ONCE):
            found.update(self._some_passages(numbers[start : start + _ASKED_AT_ONCE]))
        return [found[number] for number in numbers]

    def _some_passages(self, numbers: Sequence[int]) -> Iterator[tuple[int, Passage]]:
        marks = ", ".join("?" * len(numbers))
        rows = self._connection.execute(
            f"SELECT number, {PASSAGE} FROM passages WHERE number IN ({marks})",  # noqa: S608 - placeholders only
            [int(number) for number in numbers],
        )
        return ((row[0], passage(*row[1:])) for row in rows)

    def page(self, path: str) -> Page | None:
        """The page with this site path, or this URL."""
        row = self._connection.execute(
            f"SELECT {PAGE} FROM pages WHERE path = ? OR url = ? ORDER BY path = ? DESC, rowid LIMIT 1",  # noqa: S608 - our own column names
            (path, path, path),
        ).fetchone()
        return page(*row) if row else None

    def pages(self) -> Iterator[Page]:
        """All pages, in the order in which they were put."""
        rows = self._connection.execute(f"SELECT {PAGE} FROM pages ORDER BY rowid")  # noqa: S608 - our own column names
        return (page(*row) for row in rows)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
