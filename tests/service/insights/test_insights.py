"""All of it together: made once for a state of the log, in the background, and as tables."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Event

import pytest

from index.models import Embedders
from index.store import Generation
from service.answer import Status
from service.ask import Asker
from service.feedback import FeedbackFile
from service.found import Found
from service.insights.background import Background
from service.insights.insights import Analyst
from service.question_log import Asked
from service.questions.question import Question
from service.render.insights_csv import What, cell, table
from tests.service.bilingual import SUPPORT, UNANSWERABLE, installed
from tests.service.insights.noted import Noted

FORMULA = '=HYPERLINK("http://evil.example","Who made zebras of glass?")'


def now(question: str, status: Status, sources: tuple[str, ...] = (), days_ago: int = 0) -> Asked:
    """A question that was asked today, or some days ago."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    return Asked(at, question, "en", status, 0.5, 30, "/v1/ask", sources)


@pytest.fixture
def log() -> Noted:
    """Four questions, one of them old."""
    return Noted(
        [
            now(FORMULA, Status.UNANSWERED),
            now(UNANSWERABLE, Status.UNANSWERED),
            now("Which plan has WhatsApp?", Status.ANSWERED, (SUPPORT,)),
            now("Which plan is old?", Status.UNANSWERED, days_ago=20),
        ]
    )


@pytest.fixture
def analyst(tmp_path: Path, log: Noted) -> Analyst:
    """What makes insights of them, over a small site."""
    feedback = FeedbackFile(tmp_path / "feedback.db")
    feedback.add("No", SUPPORT, "Which plan has WhatsApp?", helpful=False, reason="It is wrong")
    return Analyst(installed(tmp_path).asker(), log, feedback)


def test_a_number_of_days_is_looked_at(analyst: Analyst) -> None:
    """Questions, ratings and pages, within the days only."""
    week, month = analyst.insights(7), analyst.insights(30)
    assert (week.asked, month.asked, week.sourced) == (3, 4, 1)
    assert week.counted(Status.UNANSWERED) == 2
    assert len(week.by_day) == 7
    assert {said.text for topic in week.topics for said in topic.questions} == {FORMULA, UNANSWERABLE}
    assert [rated.said for rated in week.rated_badly] == ["It is wrong"]
    assert week.pages[0].url == SUPPORT


def test_without_a_log_only_the_pages_are_told_of(tmp_path: Path) -> None:
    """And it says that nothing is noted."""
    found = Analyst(installed(tmp_path).asker(), None, None).insights(7)
    assert (found.is_noted, found.asked, found.topics) == (False, 0, ())
    assert len(found.pages) == 6


def test_same_state_is_read_once(analyst: Analyst, log: Noted) -> None:
    """A new question, or a new rating, makes it anew."""
    background = Background(analyst)
    first = background.insights(7, 20)
    assert first is background.insights(7, 20)
    assert log.read == 1
    log.rows.insert(0, now("A new one?", Status.UNANSWERED))
    again = background.insights(7, 20)
    assert again
    assert (again.asked, log.read) == (4, 2)


class Slow:
    """An asker that finds nothing before it may."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.may = Event()

    @property
    def embedders(self) -> Embedders:
        """Those of the asker."""
        return self._asker.embedders

    def find(self, question: Question) -> Found:
        """What the asker finds, in its time."""
        assert self.may.wait(20)
        return self._asker.find(question)

    def generation(self) -> Generation:
        """That of the asker."""
        return self._asker.generation()


def test_nobody_waits_longer_than_they_like(tmp_path: Path, log: Noted) -> None:
    """The work goes on meanwhile, and whoever asks again gets it."""
    slow = Slow(installed(tmp_path).asker())
    background = Background(Analyst(slow, log, None))
    assert background.insights(7, 0.05) is None
    slow.may.set()
    found = background.insights(7, 20)
    assert found
    assert log.read == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+55 11", "'+55 11"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("Why = so?", "Why = so?"),
        (-2, "-2"),
        (0.5, "0.5"),
    ],
)
def test_no_cell_is_a_formula(value: object, shown: str) -> None:
    """Whatever a stranger asked; our own numbers stay numbers."""
    assert cell(value) == shown


def rows(text: str) -> Iterator[list[str]]:
    """The rows of a table."""
    return csv.reader(StringIO(text))


def test_tables_hold_what_the_page_shows(analyst: Analyst) -> None:
    """With a row of names; a question that would be a formula is quoted in all of them."""
    found = analyst.insights(7)
    head, *questions = rows(table(found, What.QUESTIONS))
    assert head == ["topic", "question", "language", "asked", "unanswered", "last asked"]
    assert {row[1] for row in questions} == {f"'{FORMULA}", UNANSWERABLE}
    _, *topics = rows(table(found, What.CLUSTERS))
    assert sum(int(row[2]) for row in topics) == 2
    assert any(row[1] in {f"'{FORMULA}", UNANSWERABLE} for row in topics)
    _, *pages = rows(table(found, What.PAGES))
    assert pages[0] == [SUPPORT, "Support [plans]", "en", "1", "0"]
    _, *twins = rows(table(found, What.TWINS))
    assert [row[:2] for row in twins] == [["/en/billing/support", "/faturamento/suporte"]] or twins == []
