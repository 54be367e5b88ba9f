"""What is left of a tenant that was dropped: nothing."""

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.errors import BusyError
from ingest.lock import ProcessLock
from service.cli import app as commands
from service.drop import drop
from service.errors import SettingsError
from service.keys import Scope
from service.wiring import Workspace
from tests.postgres import Roles
from tests.service.tenants.installation import ASKED, rows_of, served, settings, sync


@pytest.fixture
def whole(data: Path, roles: Roles) -> Workspace:
    """The installation, both tenants indexed."""
    workspace = Workspace(settings(data, roles.builder))
    if not any(rows_of(roles, "red").values()):
        sync(workspace.of_tenant("red"))
    return workspace


def test_a_dropped_tenant_leaves_nothing(data: Path, roles: Roles, whole: Workspace) -> None:
    """No row in any table and no file; a service that runs answers 404 for it, and goes on for others."""
    with closing(whole.of_tenant("red").keys()) as ring:
        bearer = {"Authorization": f"Bearer {ring.create('robot', [Scope.ASK])}"}
    with served(whole) as clients:
        red = clients.of("red")
        assert red.get(ASKED, headers=bearer).status_code == 200
        assert red.post("/v1/feedback", json={"content": "Good."}).status_code == 201
        assert all(rows for table, rows in rows_of(roles, "red").items() if table != "tokens")
        dropped = drop(whole, "red")
        assert (dropped.rows["pages"], dropped.rows["generations"]) == (1, 1)
        assert dropped.files >= 4
        for path in (ASKED, "/v1/changes", "/readyz", "/metrics"):
            assert red.get(path, headers=bearer).status_code == 404
        assert red.post("/v1/feedback", json={"content": "Again."}).status_code == 404
        assert clients.of("blue").get(ASKED).status_code == 200
    assert not any(rows_of(roles, "red").values())
    assert {path.name for path in (data / "tenants").iterdir()} == {"blue", "bare"}
    assert all(rows for table, rows in rows_of(roles, "blue").items() if table != "tokens")


def test_an_index_that_is_gone_is_503(roles: Roles, whole: Workspace) -> None:
    """So answers a machine where the tenant was dropped from the database only."""
    with served(whole) as clients:
        assert clients.of("red").get("/readyz").status_code == 200
        folder = whole.folder_of_tenant("red")
        folder.rename(folder.with_name("kept"))
        drop(whole, "red")
        folder.with_name("kept").rename(folder)
        assert clients.of("red").get(ASKED).status_code == 503
        assert clients.of("blue").get(ASKED).status_code == 200
    assert not any(rows_of(roles, "red").values())


def test_what_is_not_there_cannot_be_dropped(whole: Workspace) -> None:
    """A name that was mistyped is told."""
    with pytest.raises(SettingsError, match="nothing of a tenant rde"):
        drop(whole, "rde")


def test_a_tenant_that_is_being_synced_is_not_dropped(roles: Roles, whole: Workspace) -> None:
    """Its sync would bring some of it back."""
    with ProcessLock(whole.of_tenant("blue").lock), pytest.raises(BusyError):
        drop(whole, "blue")
    assert rows_of(roles, "blue")["pages"] == 1


@pytest.mark.parametrize("name", ["../blue", "Blue", ""])
def test_only_a_name_is_taken(roles: Roles, whole: Workspace, name: str) -> None:
    """No path leads out of the folder of tenants."""
    common = ["--data", str(whole.settings.data), "--store", roles.builder, "drop-tenant", "--yes", name]
    assert isinstance(CliRunner().invoke(commands, common).exception, SettingsError)


def test_nothing_is_removed_before_it_is_confirmed(roles: Roles, whole: Workspace) -> None:
    """The command asks; with `--yes` it does not, and says what there was."""
    common = ["--data", str(whole.settings.data), "--store", roles.builder, "drop-tenant", "red"]
    asked = CliRunner().invoke(commands, common, input="n\n")
    assert asked.exit_code == 1
    assert "Remove all of the tenant red?" in asked.stderr
    assert rows_of(roles, "red")["pages"] == 1
    assert CliRunner().invoke(commands, [*common, "--yes"]).exit_code == 0
    assert not any(rows_of(roles, "red").values())
