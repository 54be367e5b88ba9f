"""The jobs of a round, and which one follows which: plan, fetch, end, embed, build."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import asdict, dataclass, field
from time import monotonic

import anyio.to_thread
from procrastinate import App, JobContext

from index.build import Built, NoProgress
from ingest.errors import SourceError
from ingest.frontier import Frontier, Phase
from service.jobs import crawling
from service.jobs.desk import Desk, Desks
from service.jobs.embedding import AT_ONCE, Embedding
from service.jobs.kind import Kind
from service.jobs.patience import Patience
from service.jobs.queue import Queue
from service.jobs.ticket import Ticket
from service.settings import SiteSettings
from service.sync import index_sites
from service.wiring import Workspace

SLICE_S = 1.0
"""A job takes page after page for so long, and then makes room for those of other sites."""

EMBED_LANES = 16
"""So many jobs may embed one site's pages at once."""

logger = logging.getLogger("askdocs.worker")

Step = Callable[[Desk, int, Patience], Awaitable[bool]]
"""Does a piece of work for a job; whether there was any."""


@dataclass(slots=True)
class Jobs:
    """What one worker does.

    The pages of a site are fetched in lanes: as many jobs as it may be asked requests at once. Each takes
    page after page, and puts itself into the queue again, behind the jobs of other sites. Any job may be done
    twice, and may be lost halfway.
    """

    app: App
    queue: Queue
    desks: Desks
    embedding: Embedding
    patience: Patience = field(default_factory=Patience)

    async def plan(self, context: JobContext, site: dict[str, str | bool], accept_shrink: bool) -> None:
        """Begin a round, or see that the one under way goes on; one of another address is waited for."""
        about = Ticket.read(site)
        async with self._at(about, context) as desk:
            last = desk.frontier.round
            if last.phase.is_open and last.location != desk.source.location:
                wait = self.patience.first_wait
                await self.queue.put_plan(self.app, about, accept_shrink, wait)
                return
            if not last.phase.is_open:
                await crawling.plan(desk, accept_shrink=accept_shrink)
            elif not last.briefing:  # whoever had its pages was lost
                await desk.source.discover()
            if not desk.frontier.round.briefing:
                await crawling.fetch_all(desk, context.job.id or 0, self.patience)
        await self.go_on(about)

    async def fetch(self, context: JobContext, site: dict[str, str | bool], lane: int) -> None:
        """Fetch pages for a while."""
        await self._work(context, Ticket.read(site), lane, Phase.FETCH, self._fetch)

    async def end(self, context: JobContext, site: dict[str, str | bool]) -> None:
        """End the crawl."""
        about = Ticket.read(site)
        async with self._at(about, context) as desk:
            if desk.frontier.round.phase is Phase.FETCH and not desk.frontier.left(Phase.FETCH).count:
                crawling.end(desk)
        await self.go_on(about)

    async def embed(self, context: JobContext, site: dict[str, str | bool], lane: int) -> None:
        """Embed pages for a while."""
        await self._work(context, Ticket.read(site), lane, Phase.EMBED, self.embedding.embed)

    async def build(self, context: JobContext) -> None:
        """Build the index of all sites, and make it live."""
        last = self.patience.is_last(context.job.attempts)
        built = await anyio.to_thread.run_sync(build, self.embedding.workspace, last)
        logger.info("built", extra={"generation": built.info.number, "anew": built.anew})

    async def go_on(self, about: Ticket) -> None:
        """Put the jobs into the queue that the round of a site waits for."""
        desk = await self.desks.at(about)
        phase = desk.frontier.round.phase
        if phase in (Phase.FETCH, Phase.EMBED):
            count = desk.frontier.left(phase).count
            if count:
                await self._start_lanes(about, phase, desk, count)
                return
            if phase is Phase.FETCH:
                key, facts = about.name or about.location, asdict(about)
                await self.queue.put(self.app, Kind.FETCH, "end", key, alone=about.alone, site=facts)
                return
            desk.frontier.advance(Phase.EMBED, Phase.BUILD)
        if phase in (Phase.EMBED, Phase.BUILD):
            await self.queue.put(self.app, Kind.BUILD, "build", "", alone="build")

    async def _start_lanes(self, about: Ticket, phase: Phase, desk: Desk, count: int) -> None:
        lanes = min(desk.site.at_once, count)
        if phase is Phase.EMBED:
            lanes = min(EMBED_LANES, -(-count // AT_ONCE))
        for lane in range(lanes):
            await self._put_lane(phase, about, lane)

    async def _work(self, context: JobContext, about: Ticket, lane: int, phase: Phase, step: Step) -> None:
        """Do what is to do in this phase for a while; then the lane goes on, or the round does."""
        async with self._at(about, context) as desk:
            last = desk.frontier.round
            if last.phase is not phase or last.location != desk.source.location:
                return
            until = monotonic() + SLICE_S
            while await step(desk, context.job.id or 0, self.patience) and monotonic() < until:
                pass
            left = desk.frontier.left(phase)
        if not left.count:
            await self.go_on(about)
        elif left.free:
            await self._put_lane(phase, about, lane, left.due_in)

    async def _fetch(self, desk: Desk, job: int, patience: Patience) -> bool:
        return await crawling.fetch(desk, job, patience)

    async def _put_lane(self, phase: Phase, about: Ticket, lane: int, after: float = 0.0) -> None:
        key = f"{about.name or about.location}:{lane}"
        await self.queue.put(self.app, Kind(phase), phase, key, after, site=asdict(about), lane=lane)

    @asynccontextmanager
    async def _at(self, about: Ticket, context: JobContext) -> AsyncIterator[Desk]:
        """The desk of a site. Where the site cannot be crawled, or the last try fails, its round fails."""
        desk = await self.desks.at(about)
        try:
            yield desk
        except SourceError as error:
            logger.warning("failed", extra={"site": about.name, "reason": str(error)})
            desk.frontier.fail(str(error))
        except Exception as error:
            if self.patience.is_last(context.job.attempts):
                desk.frontier.fail(f"{type(error).__name__}: {error}")
            await self.desks.clear(about)
            raise


def build(workspace: Workspace, last_try: bool) -> Built:
    """Build the index of all sites: the rounds that wait for it are done, or fail with the last try."""
    ready = [site for site in workspace.sites if _waits(workspace, site)]
    try:
        built = index_sites(workspace, NoProgress())
    except Exception as error:
        for site in ready if last_try else ():
            with _frontier(workspace, site) as frontier:
                frontier.fail(f"{type(error).__name__}: {error}")
        raise
    for site in ready:
        with _frontier(workspace, site) as frontier:
            frontier.advance(Phase.BUILD, Phase.DONE)
    return built


def _waits(workspace: Workspace, site: SiteSettings) -> bool:
    with _frontier(workspace, site) as frontier:
        return frontier.round.phase is Phase.BUILD


@contextmanager
def _frontier(workspace: Workspace, site: SiteSettings) -> Iterator[Frontier]:
    with closing(workspace.tables(site)) as tables:
        yield Frontier(tables)
