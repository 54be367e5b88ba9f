"""What a worker has open of a site while it works on its round."""

from dataclasses import dataclass

import anyio

from ingest.corpus import Corpus
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
"""Sites that a worker keeps open; the one that it opened first makes room for another."""


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
    """The desks of one worker, by site. A desk that saw an error of its database is to be cleared."""

    def __init__(self, workspace: Workspace, pace_of: PaceOf) -> None:
        self._workspace, self._pace_of = workspace, pace_of
        self._desks: dict[Ticket, Desk] = {}
        self._opening = anyio.Lock()

    async def at(self, ticket: Ticket) -> Desk:
        """The desk of a site, as its round is now."""
        async with self._opening:
            desk = self._desks.get(ticket)
            if desk is not None and desk.begun != desk.frontier.round.begun:
                await self.clear(ticket)
                desk = None
            if desk is None:
                while len(self._desks) >= OPEN:
                    await self.clear(next(iter(self._desks)))
                desk = self._desks[ticket] = self._opened(ticket)
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
