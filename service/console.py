"""What people see in a terminal while something takes long."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.crawl import Outcome
from ingest.source import Listing

console = Console()
"""Where results go."""

messages = Console(stderr=True)
"""Where everything else goes: progress, remarks, errors."""


class Bar:
    """A progress bar that serves a crawl as well as an index build."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)

    def discovered(self, count: int) -> None:
        """The source lists `count` pages."""
        self._progress.update(self._task, total=count)

    def done(self, listing: Listing, outcome: Outcome) -> None:
        """One of them is dealt with; a failure is told at once."""
        self._progress.advance(self._task)
        if outcome is Outcome.FAILED:
            self._progress.console.print(f"[yellow]failed:[/] {listing.url}", highlight=False)

    def planned(self, texts: int) -> None:
        """So many texts are to be embedded."""
        self._progress.update(self._task, total=texts)

    def embedded(self, texts: int) -> None:
        """So many more are."""
        self._progress.advance(self._task, texts)

    def asking(self, questions: int) -> None:
        """So many questions will be asked, after the index was built."""
        self._progress.reset(self._task, total=questions)

    def asked(self) -> None:
        """One more is answered."""
        self._progress.advance(self._task)


@contextmanager
def bar(title: str) -> Iterator[Bar]:
    """Show a progress bar while the block runs."""
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages) as progress:
        yield Bar(progress, title)
