"""The journal of a corpus: which pages came, changed, moved and went, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ingest.page import Page
from ingest.relational import Relational

SCHEMA = """
CREATE TABLE changes (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
    language TEXT NOT NULL, hash TEXT NOT NULL, previous TEXT NOT NULL DEFAULT ''
);
CREATE INDEX changes_by_url ON changes (url);
CREATE INDEX changes_by_time ON changes (at);
"""
NOTE = "INSERT INTO changes (at, kind, url, title, language, hash, previous) VALUES (?, ?, ?, ?, ?, ?, ?)"
MOVE = "UPDATE changes SET kind = 'moved', previous = ? WHERE number = ?"
NEWCOMER = """
SELECT number, url FROM changes WHERE kind = 'added' AND at >= ? AND (url = ? OR hash = ?)
ORDER BY url = ? DESC, number LIMIT 1
"""
READ = "SELECT at, kind, url, title, language, previous FROM changes WHERE at >= ? ORDER BY number"
HISTORY = """
SELECT number, at, kind, url, title, language, previous FROM changes WHERE url = ? AND number < ?
ORDER BY number
"""
FUTURE = 2**62
"""A number that no change will reach."""


class ChangeKind(StrEnum):
    """What happened to a page."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a page; `previous` is the URL that a moved page had before, else ""."""

    at: datetime
    kind: ChangeKind
    url: str
    title: str
    language: str
    previous: str = ""


class Journal:
    """Reads and writes the changes. Writes belong inside a transaction of the database."""

    def __init__(self, database: Relational) -> None:
        self._database = database

    def note(self, kind: ChangeKind, page: Page) -> None:
        """Write down that this happened to the page just now."""
        self._write(kind, page, page.url, "")

    def note_departure(self, page: Page, target: str, since: datetime) -> str:
        """Write down that the page left its URL, and return the one that it moved to, or "".

        It moved to the URL `target` ("" for unknown), or to where its content was added since `since`.
        """
        values = (since.isoformat(), target, page.content_hash, target)
        if found := self._database.run(NEWCOMER, values).fetchone():
            number, target = found
            self._database.run(MOVE, (page.url, number))
        elif target:
            self._write(ChangeKind.MOVED, page, target, page.url)
        else:
            self.note(ChangeKind.REMOVED, page)
        return target

    def _write(self, kind: ChangeKind, page: Page, url: str, previous: str) -> None:
        now = datetime.now(UTC).isoformat()
        self._database.run(NOTE, (now, kind, url, page.title, page.language, page.content_hash, previous))

    def since(self, moment: datetime | None = None) -> Iterator[Change]:
        """All changes since then, oldest first."""
        return map(_change, self._database.read(READ, (moment.isoformat() if moment else "",)))

    def of(self, url: str) -> list[Change]:
        """What happened to the page at this URL, and to it at the URLs that it had before, oldest first."""
        return list(self._of(url, FUTURE))

    def _of(self, url: str, until: int) -> Iterator[Change]:
        """The page's changes with a number below `until`, which falls with each move: circles end."""
        rows = self._database.run(HISTORY, (url, until)).fetchall()
        moves = [place for place, row in enumerate(rows) if row[-1]]
        if moves:
            rows = rows[moves[-1] :]
            yield from self._of(rows[0][-1], rows[0][0])
        yield from (_change(row[1:]) for row in rows)


def _change(row: Sequence[str]) -> Change:
    at, kind, *rest = row
    return Change(datetime.fromisoformat(at), ChangeKind(kind), *rest)
