"""How far the rounds of all sites are, and what waits in the queues."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from procrastinate import App

from ingest.corpus import Failure
from ingest.frontier import Frontier, Phase
from service.jobs.kind import Kind
from service.jobs.queue import Queue
from service.settings import SiteSettings
from service.wiring import Workspace


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """One site's last round: so many pages its phase has `left`; those that were given up are `parked`."""

    site: str
    location: str
    phase: Phase
    begun: datetime | None
    listed: int
    left: int
    parked: tuple[Failure, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All rounds, and by the name of a queue how many jobs wait there, are being done, and failed."""

    rounds: tuple[RoundStanding, ...]
    jobs: Mapping[str, Mapping[str, int]]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        rounds = [
            asdict(each) | {"begun": each.begun.isoformat() if each.begun else None} for each in self.rounds
        ]
        return {"rounds": rounds, "jobs": dict(self.jobs)}


async def standing(workspace: Workspace, queue: Queue, app: App) -> Standing:
    """Read it."""
    rounds = tuple(_of_site(workspace, site) for site in workspace.sites)
    return Standing(rounds, {kind.value: await _jobs(queue, app, kind) for kind in Kind})


def _of_site(workspace: Workspace, site: SiteSettings) -> RoundStanding:
    with closing(workspace.tables(site)) as tables:
        frontier = Frontier(tables)
        last = frontier.round
        left = frontier.left(last.phase).count if last.phase in (Phase.FETCH, Phase.EMBED) else 0
        begun = datetime.fromtimestamp(last.begun, UTC) if last.begun else None
        where = last.location or site.location
        return RoundStanding(
            site.name, where, last.phase, begun, last.listed, left, frontier.parked(), last.problem
        )


async def _jobs(queue: Queue, app: App, kind: Kind) -> dict[str, int]:
    found = await app.job_manager.list_queues_async(queue=queue.name(kind))
    counts = next(iter(found), {})
    return {name: int(counts.get(name, 0)) for name in ("todo", "doing", "failed")}
