"""The corpus: every page of a source as last fetched, in one SQLite file that a kill never harms."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from ingest import journal
from ingest.database import Database
from ingest.journal import ChangeKind, Journal
from ingest.page import Alternate, Page
from ingest.page_row import moment_of, page_of, pairs_of, row_of, text_of
from ingest.relational import Relational
from ingest.source import Fetched, Validators
from ingest.web import kept
from ingest.web.kept import StoredAnswers

SCHEMA_VERSION = 2
RESUME_WITHIN = timedelta(hours=6)
"""Pages fetched by a crawl that was cut off are taken as fresh for so long."""

TABLES = """
CREATE TABLE pages (
    url TEXT PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
    language TEXT NOT NULL, markdown TEXT NOT NULL, fetched_at TEXT NOT NULL, last_modified TEXT,
    alternates TEXT NOT NULL
);
CREATE INDEX pages_by_path ON pages (path);
CREATE TABLE visits (
    listed TEXT PRIMARY KEY, page_url TEXT, etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '', listed_at TEXT, failure TEXT NOT NULL DEFAULT '', at TEXT NOT NULL
);
CREATE INDEX visits_by_page ON visits (page_url);
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
SCHEMA = f"{TABLES} {journal.SCHEMA} {kept.SCHEMA}"

SAVE = """
INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET path = excluded.path,
title = excluded.title, description = excluded.description, language = excluded.language,
markdown = excluded.markdown, fetched_at = excluded.fetched_at, last_modified = excluded.last_modified,
alternates = excluded.alternates
"""
VISIT = """
INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (listed) DO UPDATE SET
page_url = excluded.page_url, etag = excluded.etag, last_modified = excluded.last_modified,
listed_at = excluded.listed_at, failure = excluded.failure, at = excluded.at
"""
SET_STATE = "INSERT INTO state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
CONFIRM = "UPDATE visits SET failure = '', at = ? WHERE listed = ?"
RELATE = "UPDATE pages SET alternates = ? WHERE url = (SELECT page_url FROM visits WHERE listed = ?)"
LEAVE = "UPDATE visits SET page_url = NULL WHERE listed = ?"
FAIL = """
INSERT INTO visits (listed, failure, at) VALUES (?, ?, ?)
ON CONFLICT (listed) DO UPDATE SET failure = excluded.failure, at = excluded.at
"""
VALIDATORS = """
SELECT etag, last_modified, listed_at FROM visits WHERE listed = ? AND page_url IN (SELECT url FROM pages)
"""
LEFT = """
SELECT pages.url, at_home.page_url FROM pages LEFT JOIN visits AS at_home ON at_home.listed = pages.url
WHERE pages.url NOT IN (SELECT page_url FROM visits WHERE page_url IS NOT NULL)
"""
LANGUAGES = "SELECT language, count(*) FROM pages GROUP BY language ORDER BY count(*) DESC, language"


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be had, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Departure:
    """A page that left its URL, for the URL `moved_to` or for good ("")."""

    url: str
    language: str
    moved_to: str


class Corpus:
    """Pages, what to ask for them with next time, and the state of the crawl.

    A page is identified by its own `url`, and was reached through the URL under which its source listed it;
    the two differ for a moved page. Each call is one transaction. One crawl writes at a time; any number of
    processes may read meanwhile. Raises IngestError for a damaged file, one of another program, a full
    disk.
    """

    def __init__(self, database: Relational) -> None:
        self._database = database
        self.journal = Journal(database)
        self.answers = StoredAnswers(database)

    @classmethod
    def open(cls, path: Path) -> "Corpus":
        """The corpus in the file at `path`, which is made where it is missing."""
        return cls(Database(path, SCHEMA, SCHEMA_VERSION))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> "Corpus":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return self._database.number("SELECT count(*) FROM pages")

    @property
    def source(self) -> str:
        """The location whose pages these are; "" before the first crawl."""
        return self._state("source")

    @property
    def crawled_at(self) -> datetime | None:
        """When the last whole crawl ended."""
        return moment_of(self._state("crawled_at") or None)

    @property
    def listed(self) -> int:
        """How many pages the source listed in the last whole crawl; 0 before it."""
        return int(self._state("listed") or 0)

    def begin(self, location: str) -> datetime:
        """Start a crawl whose discovery succeeded; the moment since which pages count as fetched by it.

        Takes up a crawl of the same location that was cut off within the last six hours. The pages of
        another location are dropped here, that is, only once the new one is known to list pages; until then
        they remain.
        """
        now = datetime.now(UTC)
        begun = moment_of(self._state("begun") or None)
        with self._database.transaction():
            if self.source != location:
                self._clear()
            elif begun is not None and now - begun < RESUME_WITHIN:
                return begun
            self._set_state(source=location, begun=now.isoformat())
        return now

    def finish(self, listed: int) -> None:
        """End a crawl: it saw all of the `listed` pages of its source, fetched or failed."""
        with self._database.transaction():
            self._set_state(begun="", crawled_at=datetime.now(UTC).isoformat(), listed=str(listed))

    def save(self, fetched: Fetched, listed: str = "") -> ChangeKind | None:
        """Store a page in place of its older copy; what that means for its readers, None where nothing.

        `listed` is the URL of its listing, where that differs from the page's own.
        """
        page, validators = fetched.page, fetched.validators
        at = text_of(validators.listed_at)
        visit = (
            listed or page.url,
            page.url,
            validators.etag,
            validators.last_modified,
            at,
            "",
            text_of(page.fetched_at),
        )
        with self._database.transaction():
            kind = _change(self.page(page.url), page)
            self._database.run(SAVE, row_of(page))
            self._database.run(VISIT, visit)
            if kind:
                self.journal.note(kind, page)
        return kind

    def confirm(self, seen: Iterable[tuple[str, Iterable[Alternate]]]) -> None:
        """Note that the stored pages of some listings were seen unchanged.

        With each listing's URL come the translations that it names; where it names none, those known stay.
        """
        now = text_of(datetime.now(UTC))
        seen = [(listed, tuple(alternates)) for listed, alternates in seen]
        with self._database.transaction():
            self._database.run_many(CONFIRM, ((now, listed) for listed, _ in seen))
            self._database.run_many(RELATE, ((pairs_of(named), listed) for listed, named in seen if named))

    def fail(self, listed: str, reason: str) -> None:
        """Note that a listed page could not be had; an older copy stays."""
        self._database.run(FAIL, (listed, reason, text_of(datetime.now(UTC))))

    def gone(self, listed: str, reason: str) -> None:
        """Note that a listed page is no more; an older copy stays until `drop`."""
        with self._database.transaction():
            self.fail(listed, reason)
            self._database.run(LEAVE, (listed,))

    def forget(self, listed: Iterable[str]) -> int:
        """Forget every listing but these; how many pages are left that one leads to."""
        stale = set(self._database.column("SELECT listed FROM visits")) - set(listed)
        with self._database.transaction():
            self._database.run_many("DELETE FROM visits WHERE listed = ?", ((url,) for url in stale))
        return len(self) - len(self._database.column(LEFT))

    def drop(self) -> tuple[Departure, ...]:
        """Remove the pages that no listing leads to any more."""
        begun = moment_of(self._state("begun") or None) or datetime.now(UTC)
        with self._database.transaction():
            left = self._database.run(LEFT).fetchall()
            departures = tuple(self._depart(url, moved_to or "", begun) for url, moved_to in left)
            self._database.run_many("DELETE FROM pages WHERE url = ?", ((url,) for url, _ in left))
        return departures

    def page(self, url: str) -> Page | None:
        """The page with this URL."""
        found = self._database.run("SELECT * FROM pages WHERE url = ?", (url,)).fetchone()
        return page_of(found) if found else None

    def pages(self) -> Iterator[Page]:
        """All pages, by URL, read as they are asked for."""
        return map(page_of, self._database.read("SELECT * FROM pages ORDER BY url"))

    def outline(self) -> Iterator[tuple[str, str, str]]:
        """URL, path and title of all pages."""
        return ((*row,) for row in self._database.read("SELECT url, path, title FROM pages ORDER BY url"))

    def urls(self) -> frozenset[str]:
        """The URLs of all pages."""
        return frozenset(self._database.column("SELECT url FROM pages"))

    def languages(self) -> Mapping[str, int]:
        """How many pages there are of each language."""
        return dict(self._database.run(LANGUAGES).fetchall())

    def validators(self, listed: str) -> Validators | None:
        """What the page listed at this URL was last fetched with; None where no copy is stored."""
        found = self._database.run(VALIDATORS, (listed,)).fetchone()
        return Validators(found[0], found[1], moment_of(found[2])) if found else None

    def moments(self) -> Mapping[str, datetime | None]:
        """By the URLs of listings, the moment that the source named when it gave the stored page."""
        query = "SELECT listed, listed_at FROM visits WHERE page_url IN (SELECT url FROM pages)"
        return {listed: moment_of(at) for listed, at in self._database.read(query)}

    def visited_since(self, moment: datetime) -> frozenset[str]:
        """The listed URLs that were fetched, or found unchanged, at `moment` or later."""
        query = "SELECT listed FROM visits WHERE failure = '' AND at >= ?"
        return frozenset(self._database.column(query, (moment.isoformat(),)))

    def failures(self) -> tuple[Failure, ...]:
        """The listed pages whose last visit failed."""
        found = self._database.read("SELECT listed, failure FROM visits WHERE failure > '' ORDER BY listed")
        return tuple(Failure(*row) for row in found)

    def unchecked(self) -> tuple[str, ...]:
        """The URLs of the pages whose stored copy could not be compared with the source the last time."""
        query = "SELECT DISTINCT page_url FROM visits WHERE failure > '' AND page_url IS NOT NULL ORDER BY 1"
        return tuple(self._database.column(query))

    def _clear(self) -> None:
        for table in ("pages", "visits", "state", "changes"):
            self._database.run(f"DELETE FROM {table}")  # noqa: S608 - our own names

    def _depart(self, url: str, target: str, since: datetime) -> Departure:
        (page,) = map(page_of, self._database.run("SELECT * FROM pages WHERE url = ?", (url,)).fetchall())
        return Departure(url, page.language, self.journal.note_departure(page, target, since))

    def _state(self, name: str) -> str:
        found = self._database.run("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return found[0] if found else ""

    def _set_state(self, **values: str) -> None:
        self._database.run_many(SET_STATE, values.items())


def _change(before: Page | None, page: Page) -> ChangeKind | None:
    if before is None:
        return ChangeKind.ADDED
    return None if before.content_hash == page.content_hash else ChangeKind.CHANGED
