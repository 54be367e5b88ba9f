"""Spans of time as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.errors import SourceError
from service.errors import TimeError
from service.schedule import duration, moment, repeat


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), (" 6H ", 21_600), ("1d", 86_400), ("2w", 1_209_600)]
)
def test_span_is_a_number_with_its_unit(text: str, seconds: int) -> None:
    """Seconds to weeks, in either case."""
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "15", "m", "-5m", "1.5h", "0s", "15 minutes", "yesterday"])
def test_anything_else_is_told_with_an_example(text: str) -> None:
    """Neither is it guessed."""
    with pytest.raises(TimeError, match="15m"):
        duration(text)


def test_moment_is_a_date_a_time_or_a_span_ago() -> None:
    """Without a zone it is in UTC."""
    assert moment("2026-11-01") == datetime(2026, 11, 1, tzinfo=UTC)
    assert moment("2026-11-01T12:00:00-03:00") == datetime(2026, 11, 1, 15, tzinfo=UTC)
    assert abs(datetime.now(UTC) - timedelta(days=7) - moment("7d")) < timedelta(seconds=5)
    with pytest.raises(TimeError, match="2026-11-01"):
        moment("last week")


def test_work_is_repeated_from_start_to_start_and_outlasts_its_errors() -> None:
    """An error ends one round; what is no error of ours ends all."""
    rounds: list[int] = []
    told: list[str] = []

    def work() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 2:
            raise SourceError("the site is down")
        if len(rounds) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repeat(work, timedelta(milliseconds=1), told.append)
    assert rounds == [0, 1, 2, 3]
    assert [line for line in told if "down" in line] == ["askdocs: the site is down"]
