"""Pages a second that 1, 2 and 4 workers fetch of a site that takes 100 ms for each answer.

python -m tests.benchmarks.workers [PAGES]

Each worker is a process of its own that does one job at once; the site may be asked 16 requests at once.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from service.jobs.enqueuing import awaited, enqueue, last_round
from tests.docs_site import DocsSite, Fault, docs_site, numbered
from tests.postgres import running_postgres
from tests.service.jobs.installation import environment_of, shared_workspace, site_settings, worker_process

WORKERS = (1, 2, 4)
AT_ONCE = 16
JOBS_A_WORKER = 1
DELAY_S = 0.1
PAGES = 200


@dataclass(frozen=True, slots=True)
class Speed:
    """Of so many workers: pages a second while pages are fetched, and seconds from the queue to the index."""

    workers: int
    pages_a_second: float
    seconds: float


def measured(store: str, site: DocsSite, workers: int, folder: Path) -> Speed:
    """One sync of the site, into an installation of its own."""
    workspace = shared_workspace(folder, store, site_settings(site, at_once=AT_ONCE))
    with ExitStack() as running:
        for _ in range(workers):
            options = ("--concurrency", str(JOBS_A_WORKER))
            running.enter_context(worker_process(os.environ | environment_of(workspace), *options))
        _wait(lambda: _registered(store) == workers)
        site.requests.clear()
        begun = time.monotonic()
        before = last_round(workspace, workspace.sites[0])
        asyncio.run(enqueue(workspace, workspace.sites))
        assert awaited(workspace, workspace.sites[0], before).is_whole
        ended = time.monotonic()
    _forget_workers(store)
    moments = [request.at for request in site.requests if request.path.endswith(".md")]
    return Speed(workers, len(moments) / (max(moments) + DELAY_S - min(moments)), ended - begun)


def _registered(store: str) -> int:
    with psycopg.connect(store) as connection:
        row = connection.execute("SELECT count(*) FROM askdocs_jobs.procrastinate_workers").fetchone()
    return int(row[0]) if row else 0


def _forget_workers(store: str) -> None:
    """They were killed: nobody waits until they are taken for lost."""
    with psycopg.connect(store) as connection:
        connection.execute("DELETE FROM askdocs_jobs.procrastinate_workers")


def _wait(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.1)


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with running_postgres() as server, docs_site(numbered(count)) as site, TemporaryDirectory() as folder:
        asyncio.run(enqueue(shared_workspace(Path(folder), server.dsn), []))  # makes the tables
        site.faults["*"] = Fault(stall=DELAY_S)
        print("| workers | pages/s | ratio | seconds in all |\n| ---: | ---: | ---: | ---: |")
        first = 0.0
        for workers in WORKERS:
            speed = measured(server.dsn, site, workers, Path(folder) / str(workers))
            first = first or speed.pages_a_second
            ratio = speed.pages_a_second / first
            print(
                f"| {workers} | {speed.pages_a_second:.1f} | {ratio:.2f} | {speed.seconds:.1f} |", flush=True
            )


if __name__ == "__main__":
    main()
