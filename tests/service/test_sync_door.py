"""The webhook that starts a sync."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.build import NoProgress as SilentIndex
from ingest.lock import ProcessLock
from ingest.outcome import NoProgress as SilentCrawl
from service.app import create_app
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

KEY = "open sesame"
HEADERS = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site of one page."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "README.md").write_text("# Home\n\nAcme answers questions.\n")
    return tmp_path / "docs"


@pytest.fixture
def workspace(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """An installation that has synced it, and has a key; the process that it starts finds it again."""
    monkeypatch.setenv("ASKDOCS_EMBEDDERS", "{}")
    monkeypatch.setenv("ASKDOCS_MULTILINGUAL", "hashing")
    monkeypatch.setenv("ASKDOCS_SYNC_KEY", KEY)
    data = tmp_path / "data"
    workspace = Workspace(Settings(data=data), ("--data", str(data)))
    crawl_site(workspace, SiteSettings(location=str(folder)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace


@pytest.fixture
def door(workspace: Workspace) -> Iterator[TestClient]:
    """The HTTP service, which waits for the syncs that it started."""
    starter = workspace.starter()
    with TestClient(create_app(workspace.asker(), starter=starter)) as client:
        yield client
    starter.wait()


def test_key_starts_a_sync_that_brings_new_pages(door: TestClient, folder: Path) -> None:
    """The answer does not wait for it; what it found is served by the running service."""
    (folder / "groups.md").write_text("# Groups\n\nGroups hold users.\n")
    response = door.post("/v1/sync", headers=HEADERS, json={"any": "payload"})
    assert (response.status_code, response.json()) == (202, {"status": "started"})
    door.app.state.starter.wait()  # type: ignore[attr-defined] # an application, which has a state
    assert door.get("/groups.md?displayAgentInstructions=false").text == "# Groups\n\nGroups hold users.\n"
    assert door.get("/healthz").json()["generation"] == 2


def test_sync_that_runs_already_is_waited_for_by_one(door: TestClient, workspace: Workspace) -> None:
    """A change that comes while one runs is not missed; of those that wait, one is enough."""
    with ProcessLock(workspace.lock):
        said = [door.post("/v1/sync", headers=HEADERS).json()["status"] for _ in range(3)]
        assert said == ["queued"] * 3
    door.app.state.starter.wait()  # type: ignore[attr-defined] # an application, which has a state
    assert workspace.asker().generation().info.number == 1


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY}])
def test_without_the_key_nothing_starts(door: TestClient, headers: dict[str, str]) -> None:
    """A problem document says how to send it."""
    response = door.post("/v1/sync", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"
    assert "Authorization: Bearer" in response.json()["detail"]


def test_unknown_site_is_told(door: TestClient) -> None:
    """A client cannot have any address crawled."""
    response = door.post("/v1/sync?site=https://elsewhere.test", headers=HEADERS)
    assert response.status_code == 404
    assert "no site of that name" in response.json()["detail"]


def test_service_without_a_key_starts_nothing(workspace: Workspace) -> None:
    """Whatever is sent."""
    with TestClient(create_app(workspace.asker())) as client:
        response = client.post("/v1/sync", headers={"Authorization": "Bearer "})
    assert response.status_code == 403
    assert "ASKDOCS_SYNC_KEY" in response.json()["detail"]
