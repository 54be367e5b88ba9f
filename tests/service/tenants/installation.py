"""An installation with tenants: their sites, their settings, clients that ask under any host's name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from fastapi.testclient import TestClient
from psycopg import sql
from pydantic import SecretStr
from starlette.applications import Starlette

from index.build import NoProgress as SilentIndex
from index.stores.postgres.schema import TABLES
from ingest.outcome import NoProgress as SilentCrawl
from service.operation import Served
from service.serving import tenants_application
from service.settings import Settings, TenantSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.postgres import Roles

PAGE = """# Doors

All {name} doors are alike.

## Open a door

{how} to open the door. The door stays open for a minute.

## Paint a wall

Take a brush.
"""
HOW = {"red": "Press the red handle", "blue": "Pull the blue cord", "bare": "Push it"}
NAMES = tuple(HOW)
ASKED = "/readme.md?ask=How%20do%20I%20open%20the%20door%3F"


def write_sites(data: Path) -> None:
    """A folder of one page for each tenant."""
    for name, how in HOW.items():
        (data / "sites" / name).mkdir(parents=True)
        (data / "sites" / name / "README.md").write_text(PAGE.format(name=name, how=how))


def settings(
    data: Path, store: str, access: str = "open", red: Mapping[str, str | int] | None = None
) -> Settings:
    """All tenants; `red` has further settings of its own."""
    tenants = [
        TenantSettings.model_validate(
            {
                "name": name,
                "hosts": [f"docs.{name}.test"],
                "site": [{"name": "docs", "location": str(data / "sites" / name)}],
                **((red or {}) if name == "red" else {}),
            }
        )
        for name in NAMES
    ]
    return Settings.model_validate(
        {
            "data": data,
            "store": SecretStr(store),
            "tenant": tenants,
            "access": access,
            "embedders": {},
            "multilingual": "hashing",
        }
    )


def sync(workspace: Workspace) -> None:
    """Crawl and index a tenant."""
    for site in workspace.sites:
        crawl_site(workspace, site, SilentCrawl())
    index_sites(workspace, SilentIndex())


class Clients:
    """Clients of one application."""

    def __init__(self, application: Starlette) -> None:
        self._application = application

    def __call__(self, host: str) -> TestClient:
        """A client that asks under this name."""
        return TestClient(self._application, base_url=f"http://{host}")

    def of(self, tenant: str) -> TestClient:
        """A client of a tenant."""
        return self(f"docs.{tenant}.test")


@contextmanager
def served(workspace: Workspace) -> Iterator[Clients]:
    """The service of all tenants while it runs."""
    application = tenants_application(workspace, Served("127.0.0.1"))
    with TestClient(application):
        yield Clients(application)


def rows_of(roles: Roles, site: str) -> dict[str, int]:
    """How many rows each table has of a site, as its administrator sees it."""
    found = {}
    with psycopg.connect(roles.admin) as connection:
        for table in (*TABLES, "generations", "sites"):
            statement = sql.SQL("SELECT count(*) FROM {} WHERE site = %s")
            named = statement.format(sql.Identifier("askdocs", table))
            row = connection.execute(named, (site,)).fetchone()
            found[table] = int(row[0]) if row else 0
    return found
