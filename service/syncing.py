"""Runs crawls and index builds, alone in their folder, and tells how they go."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import AskdocsError, BusyError
from ingest.lock import ProcessLock
from service.console import event, messages, watching
from service.errors import QueuedError
from service.render import report
from service.settings import SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace


@dataclass(frozen=True, slots=True)
class Syncing:
    """What to do: crawl these `sites` (none, if empty), and then, if it `indexes`, build the index of all.

    With `as_events` it is told in JSON lines on standard output, else to people on standard error.
    """

    workspace: Workspace
    sites: Sequence[SiteSettings]
    indexes: bool = True
    accept_shrink: bool = False
    as_events: bool = False

    def run(self, *, queue: bool = False) -> bool:
        """Do it; whether every page of every site was had.

        A site that fails is told, and the others go on, as long as one of them succeeds. Raises BusyError
        where another process works in the folder; with `queue`, waits for that, and raises QueuedError where
        somebody waits already.
        """
        with _alone(self.workspace.lock, queue):
            whole = self._crawl() if self.sites else True
            if self.indexes:
                self._index()
        return whole

    def _crawl(self) -> bool:
        errors: list[AskdocsError] = []
        whole = True
        for site in self.sites:
            try:
                whole = self._crawl_one(site) and whole
            except AskdocsError as error:
                errors.append(error)
        if errors and len(errors) == len(self.sites):
            raise errors[-1]
        for failed in errors:
            self._tell(f"failed: {failed}", event="failed", error=str(failed))
        return whole and not errors

    def _crawl_one(self, site: SiteSettings) -> bool:
        with watching("crawl", as_events=self.as_events) as watcher:
            found = crawl_site(self.workspace, site, watcher, accept_shrink=self.accept_shrink)
        shown = report.crawl(found) if messages.is_terminal else report.crawl_lines(found)
        self._tell(shown, **report.crawl_facts(site.name, found))
        return found.is_whole

    def _index(self) -> None:
        with watching("index", as_events=self.as_events) as watcher:
            built = index_sites(self.workspace, watcher)
        self._tell(report.index(built), **report.index_facts(built))

    def _tell(self, shown: report.Shown, **facts: object) -> None:
        if self.as_events:
            event(**facts)
        else:
            messages.print(shown, highlight=False, markup=False, soft_wrap=not messages.is_terminal)


@contextmanager
def _alone(path: Path, queue: bool) -> Iterator[None]:
    if not queue:
        with ProcessLock(path):
            yield
        return
    try:
        turn = ProcessLock(path.with_suffix(".next"))
    except BusyError as error:
        raise QueuedError("Another sync waits already: it will find what this one would.") from error
    with turn:
        held = ProcessLock(path, wait=True)
    with held:
        yield
