"""Several tenants in one database and one process: each has its own, and sees nothing of another's."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from shutil import copytree
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql
from pydantic import SecretStr
from starlette.applications import Starlette
from typer.testing import CliRunner

from index.build import NoProgress as SilentIndex
from index.errors import QuotaError
from index.stores.postgres.schema import TABLES
from ingest.errors import BusyError
from ingest.lock import ProcessLock
from ingest.outcome import NoProgress as SilentCrawl
from service.cli import app as commands
from service.drop import drop
from service.errors import SettingsError
from service.keys import Scope
from service.operation import Served
from service.questions.question import Question
from service.serving import tenants_application
from service.settings import Settings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.postgres import Roles, shared_database

PAGES = {
    "red": "# Red\n\n## Open the red door\n\nPress the red handle to open the red door.\n",
    "blue": "# Blue\n\n## Open the blue door\n\nPull the blue cord to open the blue door.\n",
    "bare": "# Bare\n\n## Open the bare door\n\nPush it.\n",
}
ASK = {"ask": "How do I open the door?"}
LOCAL = Served("127.0.0.1")


def settings(data: Path, store: str, **more: Any) -> Settings:
    """Two tenants, red and blue, and a third without an index."""
    tenants = [
        {
            "name": name,
            "hosts": [f"docs.{name}.test"],
            "site": [{"name": "docs", "location": str(data / "sites" / name)}],
        }
        | more.pop(name, {})
        for name in PAGES
    ]
    return Settings(
        data=data,
        store=SecretStr(store),
        tenant=tenants,
        embedders={},
        multilingual="hashing",
        **more,
    )


def sync(workspace: Workspace) -> None:
    """Crawl and index a tenant."""
    for site in workspace.sites:
        crawl_site(workspace, site, SilentCrawl())
    index_sites(workspace, SilentIndex())


@pytest.fixture(scope="module")
def roles(postgres: str) -> Iterator[Roles]:
    """A database that two tenants were indexed in."""
    with shared_database(postgres, "tenants") as opened:
        yield opened


@pytest.fixture(scope="module")
def synced(roles: Roles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an installation whose tenants red and blue are indexed."""
    data = tmp_path_factory.mktemp("tenants")
    for name, text in PAGES.items():
        (data / "sites" / name).mkdir(parents=True)
        (data / "sites" / name / "README.md").write_text(text)
    whole = Workspace(settings(data, roles.builder))
    for name in ("red", "blue"):
        sync(whole.of_tenant(name))
    roles.let_read()
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


class Clients:
    """Clients of one application under any host."""

    def __init__(self, application: Starlette) -> None:
        self._application = application
        self._opened = ExitStack()

    def __enter__(self) -> "Clients":
        self._opened.enter_context(TestClient(self._application))
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

    def __call__(self, host: str) -> TestClient:
        """A client that asks under this name."""
        return TestClient(self._application, base_url=f"http://{host}")


@pytest.fixture
def clients(serving: Workspace) -> Iterator[Clients]:
    """Clients of all tenants."""
    with Clients(tenants_application(serving, LOCAL)) as opened:
        yield opened


def test_each_host_answers_from_its_own_index(clients: Clients) -> None:
    """The same question gets the answer of whose host it came to, with links to that host."""
    red = clients("docs.red.test").get("/index.md", params=ASK).text
    blue = clients("docs.blue.test").get("/index.md", params=ASK).text
    assert "Press the red handle" in red
    assert "Pull the blue cord" in blue
    assert "blue" not in red
    assert "red" not in blue
    assert "http://docs.red.test/" in red


@pytest.mark.parametrize("host", ["docs.red.test:8000", "DOCS.Red.Test", "docs.red.test."])
def test_a_host_is_known_however_it_is_written(clients: Clients, host: str) -> None:
    """With a port, in capitals, with the dot of the root."""
    response = clients("x").get("/index.md", params=ASK, headers={"Host": host})
    assert "Press the red handle" in response.text


@pytest.mark.parametrize("host", ["docs.green.test", "127.0.0.1", "red", "docs.red.test.evil.test", ""])
def test_an_unknown_host_learns_nothing(clients: Clients, host: str) -> None:
    """404, whatever is asked for; no tenant is named."""
    for path in ("/", "/readyz", "/metrics", "/llms.txt", "/index.md?ask=door"):
        response = clients("x").get(path, headers={"Host": host})
        assert (response.status_code, response.text) == (404, "Nothing is served under this name.\n")


def test_a_tenant_without_an_index_does_not_stop_the_others(clients: Clients) -> None:
    """It answers 503 until it is indexed."""
    assert clients("docs.bare.test").get("/readyz").status_code == 503
    assert clients("docs.red.test").get("/readyz").status_code == 200


def test_mcp_is_open_under_the_tenants_names(clients: Clients) -> None:
    """Though the server listens on loopback, where it would know no other name."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    headers = {"Accept": "application/json, text/event-stream", "Origin": "https://docs.red.test"}
    assert clients("docs.red.test").post("/mcp", json=call, headers=headers).status_code == 200
    headers["Origin"] = "https://docs.blue.test"
    assert clients("docs.red.test").post("/mcp", json=call, headers=headers).status_code == 403


def test_a_key_opens_only_its_tenant(data: Path, roles: Roles) -> None:
    """A key of red's under blue's host is no key: 401, whatever it opens at home."""
    whole = Workspace(settings(data, roles.reader, access="keys"))
    with closing(whole.of_tenant("red").keys()) as ring:
        key = ring.create("robot", list(Scope))
    bearer = {"Authorization": f"Bearer {key}"}
    with Clients(tenants_application(whole, LOCAL)) as clients:
        for path in ("/index.md?ask=door", "/v1/pages", "/metrics"):
            assert clients("docs.red.test").get(path, headers=bearer).status_code == 200, path
            assert clients("docs.blue.test").get(path, headers=bearer).status_code == 401, path
        sync = clients("docs.blue.test").post("/v1/sync", headers=bearer)
        assert sync.status_code == 403


def test_a_quota_of_questions_holds_for_all_keys_together(data: Path, roles: Roles) -> None:
    """Two keys and no key share it; pages are free, and another tenant has its own."""
    given = settings(data, roles.reader, red={"questions": "3/minute; 100/day"})
    whole = Workspace(given)
    with closing(whole.of_tenant("red").keys()) as ring:
        bearers = [{"Authorization": f"Bearer {ring.create(name, [Scope.ASK])}"} for name in ("one", "two")]
    with Clients(tenants_application(whole, LOCAL)) as clients:
        red = clients("docs.red.test")
        for headers in (*bearers, {}):
            assert red.get("/index.md", params=ASK, headers=headers).status_code == 200
        refused = red.get("/index.md", params=ASK, headers=bearers[0])
        assert refused.status_code == 429
        assert "3 per 1 minute for all who ask here" in refused.text
        assert int(refused.headers["retry-after"]) >= 1
        assert red.get("/index.md").status_code == 200
        assert clients("docs.blue.test").get("/index.md", params=ASK).status_code == 200


def test_an_index_above_the_quota_is_refused(data: Path, roles: Roles) -> None:
    """The one that is live stays, and answers."""
    (data / "sites" / "red" / "more.md").write_text("# More\n\nSome more of the red door.\n")
    small = Workspace(settings(data, roles.builder, red={"pages": 1})).of_tenant("red")
    before = small.asker().generation().info
    with pytest.raises(QuotaError, match="may have 1 pages"):
        sync(small)
    assert small.asker().generation().info == before


def test_figures_are_each_tenants_own(clients: Clients) -> None:
    """What one was asked is not counted for another."""
    red, blue = clients("docs.red.test"), clients("docs.blue.test")
    red.get("/index.md", params=ASK)
    assert (
        'askdocs_answers_total{language="en",status="answered",tenant="red"} 1.0' in red.get("/metrics").text
    )
    told = blue.get("/metrics").text
    assert "askdocs_answers_total{" not in told
    assert "red" not in told


def test_questions_and_feedback_are_kept_apart(serving: Workspace, clients: Clients) -> None:
    """Each tenant's are in its own folder."""
    red = clients("docs.red.test")
    red.post("/v1/feedback", json={"content": "Good.", "page_url": "http://docs.red.test/index"})
    assert [said.content for said in serving.of_tenant("red").feedback().latest(9)] == ["Good."]
    assert list(serving.of_tenant("blue").feedback().latest(9)) == []


def files_of(data: Path, name: str) -> list[Path]:
    """All files of a tenant."""
    return [path for path in data.rglob("*") if path.is_file() and name in path.relative_to(data).parts[:2]]


def rows_of(roles: Roles, site: str) -> dict[str, int]:
    """How many rows each table has of a site, as its administrator sees it."""
    with psycopg.connect(roles.admin) as connection:
        found = {}
        for table in (*TABLES, "generations", "sites"):
            statement = sql.SQL("SELECT count(*) FROM {} WHERE site = %s")
            row = connection.execute(statement.format(sql.Identifier("askdocs", table)), (site,)).fetchone()
            found[table] = int(row[0]) if row else 0
        return found


def test_a_dropped_tenant_leaves_nothing(data: Path, roles: Roles) -> None:
    """No row in any table and no file; a service that runs answers 404 for it, and goes on for others."""
    green = {"name": "red"}  # its settings stay while the service runs
    whole = Workspace(settings(data, roles.builder))
    with closing(whole.of_tenant("red").keys()) as ring:
        key = ring.create("robot", [Scope.ASK])
    assert green
    with Clients(tenants_application(whole, LOCAL)) as clients:
        red, bearer = clients("docs.red.test"), {"Authorization": f"Bearer {key}"}
        assert red.get("/index.md", params=ASK, headers=bearer).status_code == 200
        red.post("/v1/feedback", json={"content": "Good.", "page_url": "http://docs.red.test/index"})
        dropped = drop(whole, "red")
        assert (dropped.rows["pages"], dropped.rows["generations"]) == (1, 1)
        assert dropped.files > 3
        for path in ("/index.md?ask=door", "/v1/changes", "/readyz"):
            assert red.get(path, headers=bearer).status_code == 404
        assert red.post("/v1/feedback", json={"content": "x", "page_url": "x"}).status_code == 404
        assert clients("docs.blue.test").get("/index.md", params=ASK).status_code == 200
        assert not any(rows_of(roles, "red").values())
        assert not (data / "tenants" / "red").exists()
    assert not (data / "tenants" / "red").exists()
    assert all(rows_of(roles, "blue").values())
    with pytest.raises(SettingsError, match="nothing of a tenant red"):
        drop(whole, "red")
    sync(whole.of_tenant("red"))


def test_a_tenant_that_is_being_synced_is_not_dropped(data: Path, roles: Roles) -> None:
    """Its sync would bring some of it back."""
    whole = Workspace(settings(data, roles.builder))
    with ProcessLock(whole.of_tenant("blue").lock), pytest.raises(BusyError):
        drop(whole, "blue")
    assert all(rows_of(roles, "blue").values())


def test_nothing_is_removed_before_it_is_confirmed(data: Path, roles: Roles) -> None:
    """The command asks; with `--yes` it does not."""
    common = ["--data", str(data), "--store", roles.builder, "drop-tenant", "blue"]
    asked = CliRunner().invoke(commands, common, input="n\n")
    assert asked.exit_code == 1
    assert "Remove all of the tenant blue?" in asked.stderr
    assert all(rows_of(roles, "blue").values())


def test_a_tenant_has_to_be_named(serving: Workspace) -> None:
    """No command works on all of them together; an unknown one is told which there are."""
    for part in (serving.store, serving.keys, serving.corpus, serving.questions):
        with pytest.raises(SettingsError, match="Name one of red, blue, bare with --tenant"):
            part()
    with pytest.raises(SettingsError, match="no tenant green"):
        serving.of_tenant("green")


def test_answers_of_one_tenant_alone(serving: Workspace) -> None:
    """A tenant's own workspace answers as the service does."""
    answer = serving.of_tenant("blue").asker().ask(Question("How do I open the door?"))
    assert "blue cord" in answer.markdown


def test_no_row_of_keys_lies_beside_the_tenants(data: Path) -> None:
    """What is in the data folder itself belongs to nobody: only folders."""
    assert {path.name for path in data.iterdir()} <= {"sites", "tenants", "models"}
    for path in (data / "tenants").rglob("*.db"):
        with closing(sqlite3.connect(path)) as opened:
            assert opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
