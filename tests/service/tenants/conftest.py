"""Two tenants that are indexed in one database, and a third that is not."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from service.wiring import Workspace
from tests.postgres import Roles, shared_database
from tests.service.tenants.installation import NAMES, Clients, served, settings, sync, write_sites


@pytest.fixture(scope="module")
def roles(postgres: str, request: pytest.FixtureRequest) -> Iterator[Roles]:
    """A database of the module's own."""
    with shared_database(postgres, request.module.__name__.rpartition(".")[2]) as opened:
        yield opened


@pytest.fixture(scope="module")
def synced(roles: Roles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an installation whose tenants red and blue are indexed."""
    data = tmp_path_factory.mktemp("tenants")
    write_sites(data)
    whole = Workspace(settings(data, roles.builder))
    for name in NAMES[:2]:
        sync(whole.of_tenant(name))
    return data


@pytest.fixture
def data(synced: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    copytree(synced, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def serving(data: Path, roles: Roles) -> Workspace:
    """The installation, as who only reads the database."""
    return Workspace(settings(data, roles.reader))


@pytest.fixture
def clients(serving: Workspace) -> Iterator[Clients]:
    """Clients of all tenants."""
    with served(serving) as opened:
        yield opened
