"""Plots as numbers that a template draws: SVG with attributes alone, which needs no script and no style."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.answer import Status
from service.insights.days import Day

WIDTH = 720.0

HEIGHT = 160.0

GAP = 0.2
"""The share of a day's width that stays empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a day's column, in the units of the drawing; `status` is its class."""

    status: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Columns:
    """A column for each day, its parts upon each other, and where its names stand.

    `top` is how many questions the upper edge stands for.
    """

    bars: tuple[Bar, ...]
    top: int
    first: str
    last: str
    width: float = WIDTH
    height: float = HEIGHT


def columns(days: Sequence[Day]) -> Columns:
    """The days' questions by status."""
    top = max((day.asked for day in days), default=0) or 1
    step = WIDTH / max(1, len(days))
    bars = tuple(bar for place, day in enumerate(days) for bar in _column(day, place * step, step, top))
    return Columns(bars, top, days[0].date.isoformat(), days[-1].date.isoformat())


def _column(day: Day, left: float, step: float, top: int) -> list[Bar]:
    bars: list[Bar] = []
    y = HEIGHT
    for status in Status:
        height = round(getattr(day, status) / top * HEIGHT, 2)
        if height:
            y = round(y - height, 2)
            bars.append(Bar(status, round(left + step * GAP / 2, 2), y, round(step * (1 - GAP), 2), height))
    return bars
