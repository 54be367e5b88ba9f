"""Workers that are real processes, and are killed."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ingest.frontier import Frontier, Phase
from service.jobs.enqueuing import enqueue
from service.wiring import Workspace
from tests.docs_site import DocsSite, Fault, docs_site, numbered
from tests.service.jobs.installation import (
    environment_of,
    live,
    shared_workspace,
    site_settings,
    synced_alone,
    worker_process,
)

PAGES = numbered(40, sections=10)
PATIENCE_S = 30.0


@contextmanager
def worker(workspace: Workspace, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker in a process of its own, which is dead in the end."""
    environment = os.environ | environment_of(workspace)
    with worker_process(environment, "--lost-after", "1s", *options) as process:
        yield process


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A site that takes a tenth of a second for each page."""
    with docs_site(PAGES) as served:
        served.faults |= {f"{path}.md": Fault(stall=0.1) for path in PAGES if path != "/"}
        yield served


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path, postgres: str, site: DocsSite) -> None:
    """Its pages are fetched by the next one, and the index is that of one process."""
    workspace = shared_workspace(tmp_path / "data", postgres, site_settings(site))
    asyncio.run(enqueue(workspace, workspace.sites))
    with worker(workspace) as process:
        wait_for(lambda: len(site.requests) > len(PAGES) // 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with worker(workspace, "--drain"), closing(workspace.tables(workspace.sites[0])) as tables:
        wait_for(lambda: Frontier(tables).round.phase is Phase.DONE)
        assert not Frontier(tables).parked()
    asked = [len(site.asked(f"{path}.md")) for path in PAGES if path != "/"]
    assert min(asked) == 1 and sum(asked) <= len(asked) + 4  # but for those in hand, what was had is had
    alone = shared_workspace(tmp_path / "alone", postgres, site_settings(site))
    assert live(workspace).info.fingerprint == synced_alone(alone).info.fingerprint


def test_a_worker_that_is_told_to_stop_finishes_its_pages(
    tmp_path: Path, postgres: str, site: DocsSite
) -> None:
    """No page is left half done: whoever goes on has nothing to take over."""
    workspace = shared_workspace(tmp_path / "data", postgres, site_settings(site))
    asyncio.run(enqueue(workspace, workspace.sites))
    with worker(workspace) as process, closing(workspace.tables(workspace.sites[0])) as tables:
        wait_for(lambda: len(site.requests) > len(PAGES) // 2)
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
        left = Frontier(tables).left(Phase.FETCH)
    assert left.free == left.count
