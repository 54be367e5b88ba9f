"""Spans of time as people write them, and work that is done again and again."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from ingest.errors import AskdocsError
from service.errors import TimeError

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SPAN = re.compile(r"(\d{1,6})\s*([smhdw])")


def duration(text: str) -> timedelta:
    """The span of time in `90s`, `15m`, `6h`, `7d` or `2w`. Raises TimeError for any other text."""
    found = SPAN.fullmatch(text.strip().lower())
    if not found or not int(found[1]):
        raise TimeError(f"{text} is no span of time: give one such as 90s, 15m, 6h or 7d.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def moment(text: str) -> datetime:
    """The moment that a span of time ago, a date or an ISO 8601 time names; without a zone, it is in UTC."""
    if SPAN.fullmatch(text.strip().lower()):
        return datetime.now(UTC) - duration(text)
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise TimeError(f"{text} is no time: give one such as 7d or 2026-11-01.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def repeat(work: Callable[[], object], every: timedelta, tell: Callable[[str], object]) -> NoReturn:
    """Do the work now and then `every` so long, from start to start, for ever; an error is told, and ends one
    round only.
    """
    while True:
        begun = time.monotonic()
        try:
            work()
        except AskdocsError as error:
            tell(f"askdocs: {error}")
        left = every.total_seconds() - (time.monotonic() - begun)
        tell(f"next sync in {max(0.0, left):.0f} s")
        time.sleep(max(0.0, left))
