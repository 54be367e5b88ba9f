"""What is left to do of a crawl that many workers share: pages to fetch, then pages to embed."""

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from ingest.corpus import Failure
from ingest.outcome import CrawlReport, Outcome
from ingest.page import Alternate
from ingest.page_row import moment_of, text_of
from ingest.relational import Relational
from ingest.source import Listing

SCHEMA = """
CREATE TABLE work (
    stage TEXT NOT NULL, item TEXT NOT NULL, listing TEXT NOT NULL, outcome TEXT NOT NULL DEFAULT '',
    page TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    job INTEGER, tries INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, PRIMARY KEY (stage, item)
);
CREATE INDEX work_free ON work (stage, due, item) WHERE outcome = '' AND job IS NULL;
CREATE INDEX work_taken ON work (job) WHERE outcome = '' AND job IS NOT NULL;
CREATE TABLE round (one INTEGER NOT NULL UNIQUE, facts TEXT NOT NULL);
"""
DONE, PARKED = "done", "parked"
KEEP = "INSERT INTO round VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET facts = excluded.facts"
ADD = "INSERT INTO work (stage, item, listing) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
NEXT = """
SELECT * FROM (
    SELECT item, listing, tries FROM work WHERE job = ? AND stage = ? AND outcome = ''
) AS own UNION ALL SELECT * FROM (
    SELECT item, listing, tries FROM work WHERE stage = ? AND outcome = '' AND job IS NULL AND due <= ?
    ORDER BY due, item LIMIT ?
) AS free LIMIT ?
"""
CLAIM = "UPDATE work SET job = ?, tries = tries + 1 WHERE stage = ? AND item = ?"
SETTLE = """
UPDATE work SET outcome = ?, page = ?, language = ?, reason = ?, job = NULL WHERE stage = ? AND item = ?
"""
DEPART = """
INSERT INTO work (stage, item, listing, outcome, page, language) VALUES ('left', ?, '', ?, ?, ?)
ON CONFLICT DO NOTHING
"""
POSTPONE = "UPDATE work SET job = NULL, due = ?, reason = ? WHERE stage = ? AND item = ?"
RELEASE = "UPDATE work SET job = NULL WHERE job = ? AND outcome = ''"
SEEN = "SELECT page, language, outcome FROM work WHERE stage <> 'embed' AND outcome > '' ORDER BY stage, item"
FAILED = "SELECT item, reason FROM work WHERE stage = 'fetch' AND outcome = 'failed' ORDER BY item"
LEFT_OVER = """
SELECT count(*), count(*) FILTER (WHERE job IS NULL), min(due) FILTER (WHERE job IS NULL) FROM work
WHERE stage = ? AND outcome = ''
"""


class Phase(StrEnum):
    """How far a round is: its pages are fetched, then embedded, then the index is built; or it failed."""

    NONE = "none"
    FETCH = "fetch"
    EMBED = "embed"
    BUILD = "build"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self in (Phase.FETCH, Phase.EMBED, Phase.BUILD)


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of work that a job has taken: of the listing or the page `url`, for the `tries`th time."""

    url: str
    listing: Listing | None
    tries: int


@dataclass(frozen=True, slots=True)
class Round:
    """One sync of a site. `briefing` lets another worker's source go on from what discovery found.

    `held` is how many pages the corpus had before; what it had `since` a moment counts as had by this round,
    which may go on where another one was cut off. A moment is in seconds since 1970.
    """

    phase: Phase = Phase.NONE
    begun: float = 0.0
    location: str = ""
    briefing: str = ""
    listed: int = 0
    held: int = 0
    accept_shrink: bool = False
    since: float = 0.0
    problem: str = ""
    in_a_row: int = 0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Left:
    """How much of a stage is left, how much of that no job has, and in how many seconds that is due."""

    count: int
    free: int
    due_in: float


class Frontier:
    """The work of one site's round, in the tables of its corpus.

    A piece of work is one job's until that settles it, postpones it or dies. Each call is one transaction,
    and may come twice: a job may be done again after its worker was lost.
    """

    def __init__(self, database: Relational) -> None:
        self._database = database

    @property
    def round(self) -> Round:
        """The last round, finished or not."""
        kept = self._database.run("SELECT facts FROM round").fetchone()
        return _round(json.loads(kept[0])) if kept else Round()

    def begin(self, begun: Round, listings: Iterable[Listing]) -> None:
        """Start a round in place of the last one."""
        with self._database.transaction():
            self._database.run("DELETE FROM work")
            self._database.run_many(ADD, (("fetch", each.url, _text(each)) for each in listings))
            self._keep(begun)

    def advance(self, before: Phase, after: Phase, pages: Iterable[str] = ()) -> bool:
        """Go on to the next phase, where `pages` are to be embedded; whether it was not done already."""
        with self._database.transaction():
            last = self.round
            if last.phase is not before:
                return False
            self._database.run_many(ADD, (("embed", url, "") for url in pages))
            ended = 0.0 if after.is_open else time.time()
            self._keep(replace(last, phase=after, ended=ended))
        return True

    def fail(self, problem: str) -> None:
        """End the round: it cannot go on, for this reason."""
        with self._database.transaction():
            self._keep(replace(self.round, phase=Phase.FAILED, problem=problem, ended=time.time()))

    def claim(self, stage: Phase, job: int, count: int = 1) -> list[Item]:
        """Take so many pieces that are due: first those that this job had when its worker was lost.

        None where the round is in another phase, or failed.
        """
        with self._database.transaction():
            if self.round.phase is not stage:
                return []
            rows = self._database.run(NEXT, (job, stage, stage, time.time(), count, count)).fetchall()
            self._database.run_many(CLAIM, ((job, stage, item) for item, _, _ in rows))
        return [Item(item, _listing(text), tries + 1) for item, text, tries in rows]

    def settle(self, url: str, outcome: Outcome, page: str, language: str, reason: str = "") -> None:
        """A listing is dealt with; `page` is the URL that its page has now."""
        self._database.run(SETTLE, (outcome, page, language, reason, "fetch", url))

    def unchanged(self, listings: Iterable[Listing]) -> None:
        """These listings need no request: their pages are as stored."""
        rows = ((Outcome.UNCHANGED, each.url, each.language, "", "fetch", each.url) for each in listings)
        with self._database.transaction():
            self._database.run_many(SETTLE, rows)

    def embedded(self, urls: Iterable[str], reason: str = "") -> None:
        """Pages are embedded, or are given up for this reason."""
        outcome = PARKED if reason else DONE
        self._database.run_many(SETTLE, ((outcome, url, "", reason, "embed", url) for url in urls))

    def depart(self, url: str, outcome: Outcome, page: str, language: str) -> None:
        """A page has left its URL."""
        self._database.run(DEPART, (url, outcome, page, language))

    def postpone(self, stage: Phase, url: str, seconds: float, reason: str) -> None:
        """Try it again so much later, since it failed for this reason."""
        self._database.run(POSTPONE, (time.time() + seconds, reason, stage, url))

    def release(self, job: int) -> None:
        """The job is lost: what it had taken is anybody's."""
        self._database.run(RELEASE, (job,))

    def count_failure(self, failed: bool) -> int:
        """A page was had, or failed for now; how many failed in a row."""
        if not failed and not self.round.in_a_row:
            return 0
        with self._database.transaction():
            last = self.round
            counted = replace(last, in_a_row=last.in_a_row + 1 if failed else 0)
            self._keep(counted)
        return counted.in_a_row

    def left(self, stage: Phase) -> Left:
        """What is left of a stage."""
        count, free, due = self._database.run(LEFT_OVER, (stage,)).fetchone()
        return Left(count, free, max(0.0, (due or 0.0) - time.time()))

    def listed(self) -> list[str]:
        """The listings of this round."""
        return self._database.column("SELECT item FROM work WHERE stage = 'fetch' ORDER BY item")

    def parked(self) -> tuple[Failure, ...]:
        """The pages that could not be had, or not be embedded, and why."""
        query = "SELECT item, reason FROM work WHERE outcome IN ('failed', 'parked') ORDER BY item"
        return tuple(Failure(*row) for row in self._database.read(query))

    def report(self) -> CrawlReport:
        """What became of all listings so far."""
        outcomes: dict[str, tuple[str, Outcome]] = {}
        for page, language, outcome in self._database.read(SEEN):
            if outcome != Outcome.UNCHANGED or page not in outcomes:
                outcomes[page] = (language, Outcome(outcome))
        last = self.round
        failed = tuple(Failure(*row) for row in self._database.read(FAILED))
        seconds = (last.ended or time.time()) - last.begun
        return CrawlReport(last.location, last.listed, Counter(outcomes.values()), failed, seconds)

    def _keep(self, facts: Round) -> None:
        self._database.run(KEEP, (json.dumps(asdict(facts)),))


def _round(facts: dict[str, Any]) -> Round:
    return Round(**facts | {"phase": Phase(facts["phase"])})


def _text(listing: Listing) -> str:
    twins = [(twin.language, twin.path) for twin in listing.alternates]
    own = (listing.url, listing.path, listing.title, listing.description, listing.language)
    return json.dumps([*own, text_of(listing.last_modified), twins])


def _listing(text: str) -> Listing | None:
    if not text:
        return None
    *own, modified, twins = json.loads(text)
    url, path, title, description, language = own
    others = tuple(Alternate(*twin) for twin in twins)
    return Listing(url, path, title, description, language, moment_of(modified), others)
