"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from hypothesis import settings

from index.build import NoProgress as SilentIndex
from ingest.corpus import Corpus
from ingest.outcome import NoProgress as SilentCrawl
from ingest.postgres import open_shared
from ingest.web.fetcher import FetchLimits
from service.app import create_app
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.postgres import running_postgres

SHARED = Path(__file__).resolve().parents[1].parent / "shared"

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("repeatable")


@pytest.fixture
def anyio_backend() -> str:
    """The event loop that the product runs on."""
    return "asyncio"


@pytest.fixture
def shared() -> Path:
    """The labelled data beside a developer's checkout; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no labelled data at {SHARED}")
    return SHARED


@pytest.fixture
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Corpus]:
    """An empty corpus, in a file if not told otherwise."""
    if getattr(request, "param", "file") == "file":
        opened = Corpus.open(tmp_path / "data" / "corpus.db")
    else:
        opened = Corpus(open_shared(request.getfixturevalue("postgres"), uuid4().hex))
    with opened:
        yield opened


@pytest.fixture
def limits() -> FetchLimits:
    """Limits for a server on this machine: no delay, short time-outs, two attempts."""
    return FetchLimits(
        delay=0, connect=1, read=0.5, total=2, size=100_000, attempts=2, backoff=0.01, retry_after_max=2
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server; the test is skipped where none can be run."""
    with running_postgres() as server:
        yield server.dsn


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation that has synced the bundled sample."""
    workspace = Workspace(Settings(data=tmp_path_factory.mktemp("sample")))
    crawl_site(workspace, SiteSettings(location="sample"), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace


@pytest.fixture(scope="session")
def client(sample: Workspace) -> Iterator[TestClient]:
    """The HTTP service over the sample."""
    with TestClient(create_app(sample.asker()), base_url="http://docs.test") as opened:
        yield opened
