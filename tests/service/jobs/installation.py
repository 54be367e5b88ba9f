"""What tests of workers share: an installation in PostgreSQL, its workers, and a sync by one process."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr

from index.build import NoProgress as SilentIndex
from index.store import Generation
from ingest.outcome import NoProgress as SilentCrawl
from service.jobs.enqueuing import enqueue
from service.jobs.patience import Patience
from service.jobs.worker import Duty, work
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.docs_site import DocsSite

SOON = Patience(tries=3, first_wait=0.05)
"""For servers on this machine."""

QUESTIONS = ("How do I set 12?", "Which option is 35?", "set option 49")


def site_settings(site: DocsSite, *, at_once: int = 8, delay: float = 0.0) -> SiteSettings:
    """A local site, asked without pauses."""
    return SiteSettings(name="docs", location=site.url, allow_private=True, at_once=at_once, delay=delay)


def shared_workspace(data: Path, store: str, *sites: SiteSettings) -> Workspace:
    """An installation of its own whose pages, vectors and index are all in PostgreSQL."""
    return Workspace(
        Settings(
            data=data,
            embedders={},
            multilingual="hashing",
            store=SecretStr(store),
            store_name=uuid4().hex,
            pages="store",
            site=list(sites),
        )
    )


def run_workers(workspace: Workspace, count: int = 1, *, at_once: int = 4, patience: Patience = SOON) -> None:
    """So many workers in this process, until no job is left."""

    async def run() -> None:
        duty = Duty(at_once=at_once, drain=True, patience=patience)
        await asyncio.gather(*(work(workspace, duty) for _ in range(count)))

    asyncio.run(run())


def synced(workspace: Workspace, workers: int = 1) -> Generation:
    """The index after workers have synced all sites."""
    asyncio.run(enqueue(workspace, workspace.sites))
    run_workers(workspace, workers)
    return live(workspace)


def synced_alone(workspace: Workspace) -> Generation:
    """The index after one process has synced all sites, without any queue."""
    for site in workspace.sites:
        crawl_site(workspace, site, SilentCrawl())
    index_sites(workspace, SilentIndex())
    return live(workspace)


def live(workspace: Workspace) -> Generation:
    """The live index."""
    found = workspace.store().live()
    assert found is not None
    return found


def results(workspace: Workspace) -> list[list[tuple[str, float]]]:
    """What is found for some questions, with the scores."""
    asker = workspace.asker()
    found = (asker.find(Question.checked(question)) for question in QUESTIONS)
    return [[(hit.passage.page_url, round(hit.score, 5)) for hit in each.hits] for each in found]


@contextmanager
def worker_process(environment: Mapping[str, str], *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker in a process of its own, with these settings; it is dead in the end."""
    command = [sys.executable, "-P", "-c", "from service.cli import main; main()", "worker", *options]
    process = subprocess.Popen(command, env=environment, cwd="/", stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def environment_of(workspace: Workspace) -> dict[str, str]:
    """The settings of an installation as another process reads them."""
    settings = workspace.settings
    return {
        "ASKDOCS_STORE": settings.store.get_secret_value(),
        "ASKDOCS_STORE_NAME": settings.store_name,
        "ASKDOCS_PAGES": settings.pages,
        "ASKDOCS_DATA": str(settings.data),
        "ASKDOCS_EMBEDDERS": "{}",
        "ASKDOCS_MULTILINGUAL": settings.multilingual,
        "ASKDOCS_SITE": f"[{', '.join(site.model_dump_json() for site in settings.site)}]",
    }
