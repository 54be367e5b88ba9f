"""Speed and memory of crawling, splitting and indexing: python -m tests.benchmarks.ingest [SITE]

SITE is a folder of markdown or a `.tar.xz` of one, the bundled sample without it. Its pages are repeated
under other paths, with a changed word, until there are enough. Nothing is embedded by a model, and a website
answers at once: what is left is our own work. Times are medians where work is repeated, and belong to the
machine that is named. Memory is resident memory at its highest, by phase, in a process of its own (Linux).
"""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import anyio

from index.build import NoProgress as SilentIndex
from ingest.corpus import Corpus
from ingest.crawl import crawl
from ingest.outcome import NoProgress as SilentCrawl
from ingest.sources import open_source
from ingest.split import split
from ingest.web.fetcher import FetchLimits
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.benchmarks.sites import read_texts, write_site
from tests.docs_site import docs_site, numbered

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
PAGES, RESYNCED, MANY = 450, 10_000, 27_000
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    texts = read_texts(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with TemporaryDirectory(prefix="askdocs-benchmark-") as folder:
        root = Path(folder)
        _throughput(write_site(root / "site", texts, PAGES), root)
        _resync_website(root)
        _resync_folder(write_site(root / "resynced", numbered_files(RESYNCED), RESYNCED), root)
        _memory(write_site(root / "many", texts, MANY), root)


def numbered_files(pages: int) -> dict[str, str]:
    """Small generated pages by file name."""
    return {f"{path.strip('/') or 'README'}.md": text for path, text in numbered(pages).items()}


def _throughput(site: Path, root: Path) -> None:
    """Crawl and split, from nothing, in pages a second."""
    databases = (root / f"corpus-{number}.db" for number in count())
    spent = median(_seconds(partial(_crawl_and_split, str(site), next(databases))) for _ in range(ROUNDS))
    print(f"crawl a folder and split it       {PAGES / spent:8.0f} pages/s")
    with _website(site) as (url, _):
        spent = median(_seconds(partial(_crawl_and_split, url, next(databases))) for _ in range(ROUNDS))
    print(f"crawl a website and split it      {PAGES / spent:8.0f} pages/s")


def _resync_website(root: Path) -> None:
    with _website(None) as (url, requests):
        work = partial(_crawl, url, root / "resynced.db")
        work()
        before = requests()
        spent = _seconds(work)
        asked = requests() - before
    print(f"crawl {RESYNCED} unchanged web pages    {spent:7.1f} s, {asked} requests")


def _resync_folder(site: Path, root: Path) -> None:
    workspace = _workspace(root / "resynced-data")
    first, again = (partial(_sync, workspace, site) for _ in range(2))
    print(f"sync {RESYNCED} files, from nothing      {_seconds(first):7.1f} s")
    print(f"sync {RESYNCED} unchanged files          {_seconds(again):7.1f} s")


def _memory(site: Path, root: Path) -> None:
    here, there = get_context("spawn").Pipe()
    child = get_context("spawn").Process(target=_phases, args=(site, root / "many-data", there))
    child.start()
    there.close()
    try:
        while True:
            phase, spent, megabytes = here.recv()
            print(f"{MANY} pages: {phase:<20} {spent:8.1f} s, {megabytes:5.0f} MB")
    except EOFError:
        child.join()


def _phases(site: Path, data: Path, told: Connection) -> None:
    """Tell of each phase its name, its seconds, and its peak in megabytes."""
    workspace = _workspace(data)
    phases: dict[str, Callable[[], object]] = {
        "nothing yet": lambda: None,
        "crawl": lambda: crawl_site(workspace, SiteSettings(location=str(site)), SilentCrawl()),
        "split": lambda: _split(workspace.corpus()),
        "split, index": lambda: index_sites(workspace, SilentIndex()),
        "index, unchanged": lambda: index_sites(workspace, SilentIndex()),
    }
    for phase, work in phases.items():
        Path("/proc/self/clear_refs").write_text("5")
        told.send((phase, _seconds(work), _peak()))


def _peak() -> float:
    """Megabytes of resident memory at the highest since it was last reset."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def _workspace(data: Path) -> Workspace:
    return Workspace(Settings(data=data, multilingual="hashing", embedders={}))


def _sync(workspace: Workspace, site: Path) -> None:
    crawl_site(workspace, SiteSettings(location=str(site)), SilentCrawl())
    index_sites(workspace, SilentIndex())


def _crawl(location: str, database: Path) -> None:
    async def run() -> None:
        source = open_source(
            location, limits=FetchLimits(delay=0), allow_private=True, answers=corpus.answers
        )
        try:
            await crawl(source, corpus)
        finally:
            await source.aclose()

    with Corpus.open(database) as corpus:
        anyio.run(run)


def _crawl_and_split(location: str, database: Path) -> None:
    _crawl(location, database)
    _split(Corpus.open(database))


def _split(opened: Corpus) -> None:
    with opened as corpus:
        for page in corpus.pages():
            split(page)


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


@contextmanager
def _website(site: Path | None) -> Iterator[tuple[str, Callable[[], int]]]:
    """The address of a website of these files, or of numbered pages, and how many requests it has had.

    It runs in another process, so that its work is not taken for ours.
    """
    here, there = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=_serve, args=(site, there))
    server.start()

    def requests() -> int:
        here.send(True)
        return int(here.recv())

    try:
        yield here.recv(), requests
    finally:
        here.send(False)
        server.join()


def _serve(site: Path | None, asked: Connection) -> None:
    with docs_site(site or numbered(RESYNCED)) as served:
        asked.send(served.url)
        while asked.recv():
            asked.send(len(served.requests))


if __name__ == "__main__":
    main()
