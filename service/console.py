"""What people see in a terminal or a log, and machines in events, while something takes long."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ingest.outcome import Outcome
from ingest.source import Listing

console = Console()
"""Where results go."""

messages = Console(stderr=True)
"""Where everything else goes: progress, remarks, errors."""

LINE_EVERY_S = 10.0
"""A log gets a line so often."""


class Meter(Protocol):
    """Shows how far something is: so many of a total, some of them failed."""

    def total(self, count: int) -> None:
        """So many are to be done; counting begins anew."""

    def advance(self, count: int, failed: bool = False) -> None:
        """So many more are done."""

    def remark(self, text: str, **facts: str) -> None:
        """Something happened that is worth a line; `facts` say it to a machine."""


class Watcher:
    """Watches a crawl, an index build or an evaluation, and tells a meter."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def discovered(self, count: int) -> None:
        """The source lists `count` pages."""
        self._meter.total(count)

    def done(self, listing: Listing, outcome: Outcome, reason: str = "") -> None:
        """One of them is dealt with; a failure is told at once."""
        failed = outcome in (Outcome.FAILED, Outcome.GONE)
        self._meter.advance(1, failed)
        told = f"{outcome}: {listing.url}: {reason}" if failed else ""
        self._meter.remark(told, event="page", url=listing.url, outcome=outcome, reason=reason)

    def planned(self, texts: int) -> None:
        """So many texts are to be embedded."""
        self._meter.total(texts)

    def embedded(self, texts: int) -> None:
        """So many more are."""
        self._meter.advance(texts)

    def asking(self, questions: int) -> None:
        """So many questions will be asked, after the index was built."""
        self._meter.total(questions)

    def asked(self) -> None:
        """One more is answered."""
        self._meter.advance(1)


class Bar:
    """A progress bar in a terminal."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None, failed=0)
        self._failed = 0

    def total(self, count: int) -> None:
        """Begin a bar of this length."""
        self._failed = 0
        self._progress.reset(self._task, total=count, failed=0)

    def advance(self, count: int, failed: bool = False) -> None:
        """Move on."""
        self._failed += failed
        self._progress.update(self._task, advance=count, failed=self._failed)

    def remark(self, text: str, **_facts: str) -> None:
        """Print the text above the bar."""
        if text:
            self._progress.console.print(text, highlight=False, markup=False, soft_wrap=True)


class Lines:
    """Plain lines in a log: one every ten seconds, and one for each remark."""

    def __init__(self, console: Console, title: str) -> None:
        self._console, self._title = console, title
        self._begun = self._told = monotonic()
        self._total = self._done = self._failed = 0

    def total(self, count: int) -> None:
        """Say how many there are."""
        self._begun = self._told = monotonic()
        self._total, self._done, self._failed = count, 0, 0
        self._print(f"{self._title}: {count} to do")

    def advance(self, count: int, failed: bool = False) -> None:
        """Count, and say how far it is if the last line is old."""
        self._done += count
        self._failed += failed
        now = monotonic()
        if now - self._told >= LINE_EVERY_S:
            self._told = now
            self._print(self._state(now - self._begun))

    def remark(self, text: str, **_facts: str) -> None:
        """Print the text."""
        if text:
            self._print(text)

    def _state(self, spent: float) -> str:
        rate = self._done / spent
        left = (self._total - self._done) / rate if rate else 0.0
        return (
            f"{self._title}: {self._done} of {self._total}, {self._failed} failed,"
            f" {rate:.1f} a second, {left:.0f} s left"
        )

    def _print(self, text: str) -> None:
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)


class Events:
    """One JSON object a line on standard output, for machines."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._done = 0

    def total(self, count: int) -> None:
        """Say how many there are."""
        self._done = 0
        event(event="begun", what=self._title, total=count)

    def advance(self, count: int, failed: bool = False) -> None:
        """Say how many are done, where no remark does."""
        del failed
        self._done += count
        if count > 1:
            event(event="progress", what=self._title, done=self._done)

    def remark(self, text: str, **facts: str) -> None:
        """Say the facts."""
        del text
        event(**facts)


def event(**facts: object) -> None:
    """Print one event."""
    console.file.write(json.dumps(facts, ensure_ascii=False) + "\n")
    console.file.flush()


@contextmanager
def watching(title: str, *, as_events: bool = False) -> Iterator[Watcher]:
    """Show how far something is while the block runs, in the form that fits whoever looks."""
    if as_events:
        yield Watcher(Events(title))
    elif messages.is_terminal:
        columns = (
            TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), _Rate(),
            TextColumn("{task.fields[failed]} failed"), TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=messages) as progress:
            yield Watcher(Bar(progress, title))
    else:
        yield Watcher(Lines(messages, title))


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")
