"""What people ask and whether it was answered: kept on this machine, masked, for some days."""

import json
import logging
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread

from ingest.database import Database
from ingest.errors import IngestError
from service.answer import Answer
from service.questions.question import Question
from service.single_flight import Came

log = logging.getLogger(__name__)

EVER = datetime.min.replace(tzinfo=UTC)

WAITING = 10_000
"""So many questions may wait to be written; more are dropped rather than keep a client waiting."""

GATHER_S = 0.5
"""So long the first question waits for others, to be written together with them."""

_SCHEMA = """
CREATE TABLE questions (
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    confidence TEXT NOT NULL,
    milliseconds INTEGER NOT NULL,
    door TEXT NOT NULL,
    sources TEXT NOT NULL DEFAULT '[]',
    nearest TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX questions_asked_at ON questions (asked_at);
"""
_VERSION = 2
_UPGRADES = {
    1: """
    ALTER TABLE questions ADD COLUMN sources TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE questions ADD COLUMN nearest TEXT NOT NULL DEFAULT '[]';
    """
}
_ADD = "INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LATEST = "SELECT * FROM questions WHERE asked_at >= ? ORDER BY asked_at DESC LIMIT ?"

_DATE = r"\d{4}-\d{2}-\d{2}(?!\d)"
_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\bask_[\w-]{20,}"), "[key]"),
    (re.compile(rf"(?<![\d.])(?!{_DATE})[+(]?\d(?:[ ./()-]{{0,2}}\d){{6,}}(?!\d)"), "[number]"),
)
"""What tells of a person: addresses, and telephone and other numbers of seven digits or more, not dates."""


def masked(text: str) -> str:
    """The text without e-mail addresses, telephone numbers, long numbers and keys of ours."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and what came of it. `door` is the route that it came by.

    `sources` are the URLs of the pages that the answer used, `nearest` those of the closest pages where it
    used none; both are empty for questions that were noted before these were kept.
    """

    asked_at: datetime
    question: str
    language: str
    status: str
    confidence: float
    milliseconds: int
    door: str
    sources: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


class QuestionLog:
    """Writes questions into the file at `path`, from a thread of its own; drops those older than `days`.

    `door` says by which door the question in hand came. Processes may share the file. Where it may not
    `make_folder`, and its folder is gone, nothing is noted any more: whose it was is not brought back.
    """

    def __init__(self, path: Path, days: int, door: Callable[[], str], *, make_folder: bool = True) -> None:
        self._path = path
        self._make_folder = make_folder
        self._days = days
        self._door = door
        self._waiting: Queue[Asked | None] = Queue(WAITING)
        self._thread: Thread | None = None
        self._lock = Lock()
        self._ending = Event()

    def answered(self, question: Question, answer: Answer, _came: Came, milliseconds: float) -> None:
        """Note it; nobody waits until it is written."""
        asked = Asked(
            datetime.now(UTC),
            masked(question.text),
            answer.language,
            answer.status,
            round(answer.confidence, 4),
            round(milliseconds),
            self._door(),
            tuple(page.url for page in answer.sources),
            tuple(page.url for page in answer.nearest),
        )
        self._started()
        try:
            self._waiting.put_nowait(asked)
        except Full:
            log.warning("a question was not noted: the log cannot be written fast enough")

    def latest(self, limit: int, since: datetime = EVER) -> list[Asked]:
        """The last ones that are written, the newest first; none that were asked before `since`."""
        with closing(self._open()) as database:
            rows = database.run(_LATEST, (since.astimezone(UTC).isoformat(), limit)).fetchall()
        return [_asked(*row) for row in rows]

    def state(self) -> int:
        """A number that changes when a question is written."""
        with closing(self._open()) as database:
            return database.number("SELECT coalesce(max(rowid), 0) FROM questions")

    def close(self) -> None:
        """Write what waits, and end."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread:
            self._ending.set()
            self._waiting.put(None)
            thread.join()

    def _started(self) -> None:
        with self._lock:
            if self._thread is None:
                self._ending.clear()
                self._thread = Thread(target=self._write, name="question log", daemon=True)
                self._thread.start()

    def _write(self) -> None:
        swept = EVER
        while (first := self._waiting.get()) is not None:
            self._ending.wait(GATHER_S)
            rows, ended = self._gathered(first)
            try:
                with closing(self._open()) as database, database.transaction():
                    database.run_many(_ADD, map(_row, rows))
                    if datetime.now(UTC) - swept > timedelta(hours=1):
                        database.run("DELETE FROM questions WHERE asked_at < ?", (self._oldest(),))
                        swept = datetime.now(UTC)
            except IngestError as error:
                log.warning("%d questions were not noted: %s", len(rows), error)
            if ended:
                return

    def _gathered(self, first: Asked) -> tuple[list[Asked], bool]:
        """What waits by now, and whether it is the last."""
        rows = [first]
        while True:
            try:
                following = self._waiting.get_nowait()
            except Empty:
                return rows, False
            if following is None:
                return rows, True
            rows.append(following)

    def _oldest(self) -> str:
        return (datetime.now(UTC) - timedelta(days=self._days)).isoformat()

    def _open(self) -> Database:
        return Database(self._path, _SCHEMA, _VERSION, _UPGRADES, make_folder=self._make_folder)


def _row(asked: Asked) -> tuple[str | int, ...]:
    return (
        asked.asked_at.isoformat(),
        asked.question,
        asked.language,
        asked.status,
        str(asked.confidence),
        asked.milliseconds,
        asked.door,
        json.dumps(asked.sources),
        json.dumps(asked.nearest),
    )


def _asked(
    at: str,
    question: str,
    language: str,
    status: str,
    confidence: str,
    milliseconds: int,
    door: str,
    sources: str,
    nearest: str,
) -> Asked:
    when, sure = datetime.fromisoformat(at), float(confidence)
    pages = tuple(json.loads(sources)), tuple(json.loads(nearest))
    return Asked(when, question, language, status, sure, milliseconds, door, *pages)
