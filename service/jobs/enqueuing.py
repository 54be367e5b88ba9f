"""Puts syncs into the queue, and waits for their end."""

import time
from collections.abc import Sequence
from contextlib import closing

from ingest.frontier import Frontier, Round
from ingest.outcome import CrawlReport
from service.errors import JobsError
from service.jobs.queue import open_queue
from service.jobs.ticket import Ticket
from service.settings import SiteSettings
from service.wiring import Workspace

ASKED_EVERY_S = 0.2


async def enqueue(
    workspace: Workspace, sites: Sequence[SiteSettings], *, accept_shrink: bool = False
) -> None:
    """Have workers sync these sites."""
    queue = open_queue(workspace)
    async with queue.open() as app:
        for site in sites:
            await queue.put_plan(app, Ticket.of(site), accept_shrink)


def last_round(workspace: Workspace, site: SiteSettings) -> Round:
    """A site's last round, finished or not."""
    with closing(workspace.tables(site)) as tables:
        return Frontier(tables).round


def awaited(workspace: Workspace, site: SiteSettings, before: Round) -> CrawlReport:
    """What became of a site's pages once its round has ended, which was `before` when it was asked for.

    Raises JobsError where it failed.
    """
    with closing(workspace.tables(site)) as tables:
        frontier = Frontier(tables)
        while (last := frontier.round).phase.is_open or last.ended == before.ended:
            time.sleep(ASKED_EVERY_S)
        if last.problem:
            raise JobsError(last.problem)
        return frontier.report()
