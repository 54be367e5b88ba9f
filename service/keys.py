"""Keys of clients: made once, shown once, kept as digests."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock

from ingest.database import Database
from service.errors import KeyNameError

PREFIX = "ask_"
"""How a key of ours is told from another service's, in a log or a leak."""

_SCHEMA = """
CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    rate TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT
);
"""
_VERSION = 1
_ADD = """
INSERT INTO keys (name, digest, scopes, rate, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


class Scope(StrEnum):
    """What a key opens: answers, searches, or what changes the service and tells of its users."""

    ASK = "ask"
    SEARCH = "search"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Key:
    """A client's key, without what opens. `rate` is such as `100/minute`, "" for no limit."""

    name: str
    scopes: frozenset[Scope]
    rate: str
    created_at: datetime
    revoked_at: datetime | None = None


class KeyRing:
    """The keys in one file, which is made when it is first needed. Threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: Database | None = None
        self._lock = Lock()

    def create(self, name: str, scopes: Iterable[Scope], rate: str = "") -> str:
        """Make a key and give it out, for the only time. Raises KeyNameError where the name is taken."""
        key = PREFIX + token_urlsafe(32)
        told = ",".join(sorted(scopes))
        row = (name, _digest(key), told, rate, datetime.now(UTC).isoformat())
        with self._lock:
            database = self._open()
            self._path.chmod(0o600)
            taken = not database.run(_ADD, row).rowcount
        if taken:
            raise KeyNameError(f"There is or was a key of the name {name}: choose another name.")
        return key

    def revoke(self, name: str) -> None:
        """Let it open nothing from now on. Raises KeyNameError where there is no such key."""
        with self._lock:
            done = self._open().run(
                "UPDATE keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
                (datetime.now(UTC).isoformat(), name),
            )
        if not done.rowcount:
            raise KeyNameError(f"There is no key of the name {name}. List them with: askdocs keys list")

    def all(self) -> list[Key]:
        """All that were made, the oldest first."""
        with self._lock:
            rows = self._open().run("SELECT * FROM keys ORDER BY created_at").fetchall()
        return [_key(row) for row in rows]

    def known(self, secret: str) -> Key | None:
        """The key that this is, unless it is revoked: found by its digest, compared in constant time."""
        if not secret.startswith(PREFIX) or not self._path.exists():
            return None
        digest = _digest(secret)
        with self._lock:
            row = self._open().run("SELECT * FROM keys WHERE digest = ?", (digest,)).fetchone()
        if row is None or not compare_digest(row[1], digest):
            return None
        key = _key(row)
        return None if key.revoked_at else key

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        with self._lock:
            if self._database:
                self._database.close()
            self._database = None

    def _open(self) -> Database:
        if self._database is None:
            self._database = Database(self._path, _SCHEMA, _VERSION)
        return self._database


def _digest(key: str) -> str:
    """The keys are 256 random bits: no salt and no slow digest is needed against guessing."""
    return sha256(key.encode()).hexdigest()


def _key(row: sqlite3.Row) -> Key:
    name, _, scopes, rate, created, revoked = row
    return Key(
        name,
        frozenset(map(Scope, filter(None, scopes.split(",")))),
        rate,
        datetime.fromisoformat(created),
        datetime.fromisoformat(revoked) if revoked else None,
    )
