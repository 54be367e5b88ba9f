"""Answers kept from one crawl to the next, so that what did not change need not be sent again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from ingest.relational import Relational
from ingest.web.response import Response

SCHEMA = """
CREATE TABLE answers (
    asked TEXT PRIMARY KEY, at TEXT NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL,
    content_type TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL, body BLOB NOT NULL
);
"""
FIND = "SELECT at, url, status, content_type, etag, last_modified, body FROM answers WHERE asked = ?"
KEEP = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
FORGOTTEN_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and the moment when it was received."""

    response: Response
    at: datetime

    def is_younger(self, age: timedelta) -> bool:
        """Whether it was received less than `age` ago."""
        return datetime.now(UTC) - self.at < age


class Answers(Protocol):
    """Where answers are kept, by the URL that was asked for."""

    def find(self, asked: str) -> Kept | None:
        """The last answer that was kept."""

    def keep(self, asked: str, response: Response) -> None:
        """Keep an answer in place of the last one."""


class NoAnswers:
    """Keeps nothing."""

    def find(self, asked: str) -> Kept | None:
        """Nothing."""

    def keep(self, asked: str, response: Response) -> None:
        """Forget it."""


class StoredAnswers:
    """Answers in a database; those that nobody asked for in two months are dropped."""

    def __init__(self, database: Relational) -> None:
        self._database = database

    def find(self, asked: str) -> Kept | None:
        """The last answer that was kept."""
        found = self._database.run(FIND, (asked,)).fetchone()
        if found is None:
            return None
        at, url, status, content_type, etag, last_modified, body = found
        response = Response(url, status, content_type, etag, last_modified, body=body)
        return Kept(response, datetime.fromisoformat(at))

    def keep(self, asked: str, response: Response) -> None:
        """Keep an answer in place of the last one."""
        now = datetime.now(UTC)
        stale = (now - FORGOTTEN_AFTER).isoformat()
        own = (response.url, response.status, response.content_type, response.etag, response.last_modified)
        with self._database.transaction():
            self._database.run("DELETE FROM answers WHERE at < ? OR asked = ?", (stale, asked))
            self._database.run(KEEP, (asked, now.isoformat(), *own, response.body))
