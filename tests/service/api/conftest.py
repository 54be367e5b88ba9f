"""What the tests of the API share: two small sites, indexed without a model, and the service over them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.app import create_app
from service.serving import backing
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.service.bilingual import PAGES

DOCS = PAGES | {"v1/limits.md": "# Limits of version 1\n\nVersion 1 takes ten calls a second.\n"}
HANDBOOK = {
    "on-call.md": "# On call\n\n## Phone numbers\n\nThe support plan names who is on call for WhatsApp.\n",
    "v1/keys.md": "# Keys of version 1\n\nAn API key of version 1 has ten characters.\n",
}


@pytest.fixture(scope="package")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation that has synced two sites; nobody changes it."""
    return installed(tmp_path_factory.mktemp("api"))


def installed(folder: Path) -> Workspace:
    """An installation of two sites in this folder."""
    pages = {f"docs/{name}": text for name, text in DOCS.items()}
    for name, text in (pages | {f"handbook/{name}": text for name, text in HANDBOOK.items()}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    sites = [SiteSettings(name=name, location=str(folder / name)) for name in ("docs", "handbook")]
    workspace = Workspace(Settings(data=folder / "data", embedders={}, multilingual="hashing", site=sites))
    synced(workspace)
    return workspace


def synced(workspace: Workspace) -> None:
    """Bring it up to date."""
    for site in workspace.sites:
        crawl_site(workspace, site, SilentCrawl())
    index_sites(workspace, SilentIndex())


@pytest.fixture
def app(workspace: Workspace) -> FastAPI:
    """The service over it."""
    return application(workspace)


def application(workspace: Workspace) -> FastAPI:
    """The service over an installation."""
    return create_app(workspace.asker(), moves=workspace.moves(), backing=backing(workspace))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of it."""
    with TestClient(app, base_url="http://docs.test") as opened:
        yield opened
