"""A small site, indexed without a model, and the service over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.app import create_app
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

PAGES = {
    "README.md": "# Home\n\nAcme answers questions about keys and limits.\n",
    "keys.md": "# Keys\n\n## Rotate an API key\n\nOpen the console, choose the API key and press Rotate.\n",
    "limits.md": "# Limits\n\n## Calls of an API key\n\nAn API key may be used for ten calls a second.\n",
}


def synced(folder: Path, data: Path, settings: Settings | None = None) -> Workspace:
    """An installation over the folder's pages, which are written if there are none."""
    if not folder.exists():
        folder.mkdir()
        for name, text in PAGES.items():
            (folder / name).write_text(text, encoding="utf-8")
    workspace = Workspace(settings or Settings(data=data, embedders={}, multilingual="hashing"))
    crawl_site(workspace, SiteSettings(location=str(folder)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation that no test changes."""
    root = tmp_path_factory.mktemp("http")
    return synced(root / "docs", root / "data")


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    """The service over it."""
    with TestClient(create_app(workspace.asker()), base_url="http://docs.test") as opened:
        yield opened
