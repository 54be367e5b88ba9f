"""The bundled sample, indexed once for all tests with the packaged models."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from index.build import NoProgress as SilentIndex
from ingest.crawl import NoProgress as SilentCrawl
from service.app import create_app
from service.settings import Settings
from service.sync import crawl_site, index_corpus
from service.wiring import Workspace


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation that has synced the bundled sample."""
    workspace = Workspace(Settings(data=tmp_path_factory.mktemp("sample")))
    crawl_site(workspace, "sample", SilentCrawl())
    index_corpus(workspace, SilentIndex())
    return workspace


@pytest.fixture(scope="session")
def client(sample: Workspace) -> Iterator[TestClient]:
    """The HTTP service over the sample."""
    with TestClient(create_app(sample.asker()), base_url="http://docs.test") as opened:
        yield opened
