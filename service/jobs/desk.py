"""What a worker has open of a site while it works on its round."""

from dataclasses import dataclass

import anyio

from ingest.corpus import Corpus
from ingest.errors import IngestError
from ingest.frontier import Frontier
from ingest.relational import Relational
from ingest.source import SharedSource, Source
from ingest.web.pace import PaceOf
from service.jobs.ticket import Ticket
from service.library import Shelf
from service.settings import SiteSettings
from service.sync import opened
from service.wiring import Workspace

OPEN = 16
"""Sites that a worker keeps open, or as many as it has jobs at once."""


@dataclass(eq=False)
class Desk:
    """A site's tables and source, for the round that began at `begun`."""

    site: SiteSettings
    database: Relational
    corpus: Corpus
    frontier: Frontier
    source: Source
    shelf: Shelf
    begun: float

    async def aclose(self) -> None:
        """Give everything back."""
        self.database.close()
        await self.source.aclose()


class Desks:
    """The desks of one worker, by site; that which was not used for longest makes room for another.

    A desk that saw an error of its database is to be cleared.
    """

    def __init__(self, workspace: Workspace, pace_of: PaceOf, jobs: int = OPEN) -> None:
        self._workspace, self._pace_of = workspace, pace_of
        self._most = max(OPEN, jobs)
        self._desks: dict[Ticket, Desk] = {}
        self._opening = anyio.Lock()

    async def at(self, ticket: Ticket) -> Desk:
        """The desk of a site, as its round is now."""
        async with self._opening:
            if not self._is_current(ticket):
                await self.clear(ticket)
                while len(self._desks) >= self._most:
                    await self.clear(next(iter(self._desks)))
            desk = self._desks.pop(ticket, None) or self._opened(ticket)
            self._desks[ticket] = desk
            return desk

    async def clear(self, ticket: Ticket) -> None:
        """Close a desk; the next call opens it anew."""
        desk = self._desks.pop(ticket, None)
        if desk is not None:
            await desk.aclose()

    async def aclose(self) -> None:
        """Close all desks."""
        for ticket in list(self._desks):
            await self.clear(ticket)

    def _is_current(self, ticket: Ticket) -> bool:
        """Whether there is a desk for the round of now, with a database that answers."""
        desk = self._desks.get(ticket)
        try:
            return desk is not None and desk.begun == desk.frontier.round.begun
        except IngestError:
            return False

    def _opened(self, ticket: Ticket) -> Desk:
        site = ticket.site(self._workspace)
        database = self._workspace.tables(site)
        corpus, frontier = Corpus(database), Frontier(database)
        last = frontier.round
        source = opened(site, corpus, self._pace_of)
        if last.briefing and last.phase.is_open and isinstance(source, SharedSource):
            source.brief(last.briefing)
        shelf = Shelf(corpus, self._workspace.prefix(site))
        return Desk(site, database, corpus, frontier, source, shelf, last.begun)
