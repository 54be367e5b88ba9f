"""A worker: takes jobs from the queue until it is stopped, and those of workers that were lost."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field

from procrastinate import App
from procrastinate.jobs import Job
from procrastinate.worker import Worker

from ingest.frontier import Frontier
from ingest.postgres.pace import Gate
from service.jobs.desk import Desks
from service.jobs.embedding import Embedding
from service.jobs.jobs import Jobs
from service.jobs.kind import Kind
from service.jobs.patience import Patience, Retrying
from service.jobs.queue import MOVED_ON, open_queue
from service.jobs.ticket import Ticket
from service.wiring import Workspace

POLL_S = 1.0
"""New jobs are told at once; those that were put off are looked for so often."""

DRAINED_S = 0.1

KEPT_H = 7 * 24
"""Jobs that failed can be looked at for so many hours."""

logger = logging.getLogger("askdocs.worker")


@dataclass(frozen=True, slots=True)
class Duty:
    """What a worker is to do: jobs of these `kinds`, so many at once.

    One that was not heard of for `lost_after` seconds is taken for dead, and its jobs are taken over. With
    `drain`, it stops when no job is left.
    """

    kinds: Sequence[Kind] = tuple(Kind)
    at_once: int = 4
    lost_after: float = 30.0
    drain: bool = False
    patience: Patience = field(default_factory=Patience)


async def work(workspace: Workspace, duty: Duty) -> None:
    """Work until a signal says to stop; jobs in hand are finished then."""
    async with _opened(workspace, duty) as jobs:
        names = jobs.queue.names(duty.kinds)
        for name in names:
            await jobs.app.job_manager.delete_old_jobs(KEPT_H, queue=name, include_failed=True)
        worker = Worker(
            jobs.app,
            names,
            concurrency=duty.at_once,
            fetch_job_polling_interval=POLL_S,
            update_heartbeat_interval=duty.lost_after / 3,
            stalled_worker_timeout=duty.lost_after,
            delete_jobs="successful",
        )
        beside = [asyncio.create_task(_take_over(jobs, names, duty.lost_after))]
        if duty.drain:
            beside.append(asyncio.create_task(_stop_when_drained(jobs.app, names, worker)))
        logger.info("works", extra={"queues": [str(kind) for kind in duty.kinds], "at_once": duty.at_once})
        try:
            await worker.run()  # type: ignore[no-untyped-call] # the library leaves it so
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
    logger.info("stopped")


@asynccontextmanager
async def _opened(workspace: Workspace, duty: Duty) -> AsyncIterator[Jobs]:
    queue = open_queue(workspace)
    async with (
        queue.open() as app,
        aclosing(Gate(queue.address)) as gate,
        aclosing(Desks(workspace, gate.pace, duty.at_once)) as desks,
    ):
        with closing(workspace.cache()) as cache:
            embedding = Embedding(workspace, workspace.embedders(), cache)
            jobs = Jobs(app, queue, desks, embedding, duty.patience)
            for task in (jobs.plan, jobs.fetch, jobs.end, jobs.embed, jobs.build):
                app.task(name=task.__name__, pass_context=True, retry=Retrying(duty.patience))(task)
            yield jobs


async def _take_over(jobs: Jobs, names: Sequence[str], lost_after: float) -> None:
    """Again and again, put the jobs of lost workers into the queue again."""
    manager = jobs.app.job_manager
    while True:
        await asyncio.sleep(lost_after / 3)
        for name in names:
            for job in await manager.get_stalled_jobs(queue=name, seconds_since_heartbeat=lost_after):
                logger.warning("lost", extra={"job": job.id, "task": job.task_name})
                _release(jobs.embedding.workspace, job)
                with suppress(*MOVED_ON):  # another worker was faster, or the same job waits already
                    await manager.retry_job(job)


def _release(workspace: Workspace, job: Job) -> None:
    """Let other jobs have the pages that a lost one had taken."""
    if "lane" not in job.task_kwargs:
        return
    with closing(workspace.tables(Ticket.read(job.task_kwargs["site"]).site(workspace))) as tables:
        Frontier(tables).release(job.id or 0)


async def _stop_when_drained(app: App, names: Sequence[str], worker: Worker) -> None:
    while await left(app, names):
        await asyncio.sleep(DRAINED_S)
    worker.stop()  # type: ignore[no-untyped-call]


async def left(app: App, names: Sequence[str]) -> int:
    """How many jobs of these queues wait, or are being done."""
    stats = [row for name in names for row in await app.job_manager.list_queues_async(queue=name)]
    return sum(int(row["todo"]) + int(row["doing"]) for row in stats)
