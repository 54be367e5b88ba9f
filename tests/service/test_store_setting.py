"""The setting `store`: an installation whose index is in PostgreSQL."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from typer.testing import CliRunner

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.app import create_app
from service.cli import app
from service.dev_cluster.server import free_port
from service.errors import SettingsError
from service.settings import Settings, SiteSettings, read_settings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

HASHING = {"ASKDOCS_EMBEDDERS": "{}", "ASKDOCS_MULTILINGUAL": "hashing"}


@pytest.fixture
def workspace(tmp_path: Path, postgres: str) -> Workspace:
    """An installation that has synced a folder of one page."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "keys.md").write_text("# Keys\n\n## Rotate an API key\n\nPress Rotate beside the API key.\n")
    settings = Settings(
        data=tmp_path / "data",
        embedders={},
        multilingual="hashing",
        store=SecretStr(postgres),
        store_name=uuid4().hex,
    )
    made = Workspace(settings)
    crawl_site(made, SiteSettings(location=str(docs)), SilentCrawl())
    index_sites(made, SilentIndex())
    return made


def test_the_index_is_in_the_database_alone(workspace: Workspace) -> None:
    """No folder has one; a second sync finds it up to date."""
    assert not (workspace.settings.data / "index").exists()
    assert not index_sites(workspace, SilentIndex()).anew
    assert workspace.store_of_dataset("set").live() is None


def test_status_tells_of_servers(
    workspace: Workspace, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the option as by the setting: role, generation, lag and connections of each."""
    for name, value in (HASHING | {"ASKDOCS_STORE_NAME": workspace.settings.store_name}).items():
        monkeypatch.setenv(name, value)
    common = ["--data", str(workspace.settings.data), "--store", postgres, "status"]
    found = json.loads(CliRunner().invoke(app, [*common, "--json"]).stdout)
    assert found["store"] == "postgresql"
    (server,) = found["servers"]
    assert (server["role"], server["generation"], server["lag"]) == ("primary", 1, 0.0)
    assert found["generation"]["number"] == 1
    shown = CliRunner().invoke(app, common).stdout
    assert f"{server['name']}: primary, generation 1, 0.0 s behind" in shown


def test_metrics_tell_of_servers(workspace: Workspace) -> None:
    """One figure for each server, beside those of the index."""
    with TestClient(create_app(workspace.asker())) as client:
        assert client.get("/keys.md", params={"ask": "How do I rotate an API key?"}).status_code == 200
        told = client.get("/metrics").text
    (server,) = workspace.store().servers()
    for figure in ("up", "primary", "generation"):
        assert f'askdocs_server_{figure}{{server="{server.name}"}} 1.0' in told
    assert f'askdocs_server_lag_seconds{{server="{server.name}"}} 0.0' in told
    assert "askdocs_index_generation 1.0" in told


def test_a_lost_server_is_told(workspace: Workspace) -> None:
    """The service is not ready, and says why; figures still say that the server is gone."""
    lost = f"postgresql://askdocs@127.0.0.1:{free_port()}/postgres"
    settings = workspace.settings.model_copy(update={"store": SecretStr(lost)})
    with TestClient(create_app(Workspace(settings).asker())) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "No PostgreSQL server can be asked" in ready.json()["detail"]
        assert client.get("/keys.md", params={"ask": "Rotate?"}).status_code == 503
        told = client.get("/metrics").text
    assert 'askdocs_server_up{server="127.0.0.1:' in told
    assert "askdocs_index_generation" not in told


def test_a_password_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is not shown; what is no address of PostgreSQL is refused."""
    monkeypatch.setenv("DB_PASSWORD", "s3cret")
    settings = read_settings(store="postgresql://askdocs:$DB_PASSWORD@db/askdocs")
    assert settings.store.get_secret_value() == "postgresql://askdocs:s3cret@db/askdocs"
    assert "s3cret" not in repr(settings)
    with pytest.raises(SettingsError, match="store: Value error, an address begins with"):
        read_settings(store="mysql://db")
    with pytest.raises(SettingsError, match="NO_SUCH is not set"):
        read_settings(store="postgresql://askdocs:$NO_SUCH@db/askdocs")
