"""Feedback: what readers and agents say of pages and answers, kept for those who write the documentation."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from ingest.database import Database

VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, content TEXT NOT NULL, page_url TEXT NOT NULL,
    question TEXT NOT NULL, goal TEXT NOT NULL, helpful INTEGER, reason TEXT NOT NULL
);
"""
ADD = """
INSERT INTO feedback (at, content, page_url, question, goal, helpful, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
FORGET = "DELETE FROM feedback WHERE number <= ?"
READ = """
SELECT number, at, content, page_url, question, goal, helpful, reason FROM feedback
ORDER BY number DESC LIMIT ?
"""

KEPT = 100_000
"""So many are kept, the last ones: a stranger cannot fill the disk."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said, its number, and when it came. `helpful` is None where they did not say."""

    number: int
    at: datetime
    content: str
    page_url: str
    question: str = ""
    goal: str = ""
    helpful: bool | None = None
    reason: str = ""


class FeedbackStore(Protocol):
    """Keeps feedback. Calls from several threads and processes are safe."""

    def add(
        self,
        content: str,
        page_url: str,
        question: str = "",
        goal: str = "",
        helpful: bool | None = None,
        reason: str = "",
    ) -> Feedback:
        """Keep it."""

    def latest(self, limit: int) -> Sequence[Feedback]:
        """The last ones, the newest first."""


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """Keeps feedback in a SQLite file, the last `kept` ones. Raises IngestError where that fails."""

    path: Path
    kept: int = KEPT

    def add(
        self,
        content: str,
        page_url: str,
        question: str = "",
        goal: str = "",
        helpful: bool | None = None,
        reason: str = "",
    ) -> Feedback:
        """Keep it, and forget what is too old."""
        at = datetime.now(UTC)
        row = (at.isoformat(), content, page_url, question, goal, helpful, reason)
        with closing(self._open()) as database, database.transaction():
            number = database.run(ADD, row).lastrowid or 0
            database.run(FORGET, (number - self.kept,))
        return Feedback(number, at, content, page_url, question, goal, helpful, reason)

    def latest(self, limit: int) -> Sequence[Feedback]:
        """The last ones, the newest first."""
        with closing(self._open()) as database:
            return [_feedback(*row) for row in database.run(READ, (limit,))]

    def _open(self) -> Database:
        return Database(self.path, SCHEMA, VERSION)


def _feedback(
    number: int,
    at: str,
    content: str,
    page_url: str,
    question: str,
    goal: str,
    helpful: int | None,
    reason: str,
) -> Feedback:
    said = None if helpful is None else bool(helpful)
    return Feedback(number, datetime.fromisoformat(at), content, page_url, question, goal, said, reason)
