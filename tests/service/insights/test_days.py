"""Questions by day, and the single ones that want a look."""

from datetime import date, timedelta

from service.answer import Status
from service.feedback import Feedback
from service.insights.days import Day, by_day
from service.insights.notable import Rated, rated_badly, slowest
from tests.service.insights.noted import NOW, asked


def test_each_day_is_counted_by_status_and_quiet_days_stand_with_nothing() -> None:
    """The oldest first, today last."""
    questions = [
        asked("a"),
        asked("b", status=Status.ANSWERED),
        asked("c", status=Status.ANSWERED, days_ago=2),
        asked("d", status=Status.PARTIAL, days_ago=2),
    ]
    assert by_day(questions, 3, NOW) == (
        Day(date(2026, 11, 24), 1, 1, 0),
        Day(date(2026, 11, 25), 0, 0, 0),
        Day(date(2026, 11, 26), 1, 0, 1),
    )


def test_slowest_questions_stand_once_each() -> None:
    """With the longest that each of them took."""
    questions = [asked("a", milliseconds=5), asked("b", milliseconds=70), asked("a", milliseconds=90)]
    assert [(each.question, each.milliseconds) for each in slowest(questions)] == [("a", 90), ("b", 70)]
    assert len(slowest(questions, limit=1)) == 1


def test_only_what_did_not_help_is_shown_and_masked() -> None:
    """Praise, silence and what is too old are left out; feedback is kept as it was typed."""
    since = NOW - timedelta(days=7)
    said = [
        Feedback(
            4,
            NOW,
            "thumb",
            "/en/users",
            "Who is ana@mail.example?",
            helpful=False,
            reason="Call 11 91234-5678",
        ),
        Feedback(3, NOW, "Great", "/en/users", helpful=True),
        Feedback(2, NOW, "Hm", "/en/users"),
        Feedback(1, since - timedelta(days=1), "Bad", "/en/users", helpful=False),
    ]
    assert rated_badly(said, since) == (Rated(NOW, "Who is [e-mail]?", "/en/users", "Call [number]"),)
