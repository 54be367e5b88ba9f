"""`GET /v1/pages`, `/v1/pages/{path}` and `/v1/changes`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ingest.journal import Change, ChangeKind
from service.routes.v1_backing import Backing
from service.sync import changed
from service.wiring import Workspace
from tests.service.api.conftest import DOCS
from tests.service.bilingual import SUPPORT

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_pages_are_listed_in_the_order_of_the_index(client: TestClient, workspace: Workspace) -> None:
    """Each once, by way of cursors."""
    generation = workspace.asker().generation()
    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        body = client.get("/v1/pages", params={"limit": 3, "cursor": cursor}).json()
        assert body["generation"] == generation.info.number
        listed += [each["path"] for each in body["pages"]]
        cursor = body["next"]
    assert listed == [page.path for page in generation.pages()]


def test_pages_may_be_of_one_language(client: TestClient) -> None:
    """The others are left out."""
    body = client.get("/v1/pages", params={"language": "pt"}).json()
    assert {each["path"] for each in body["pages"]} == {"/", "/faturamento/suporte", "/v1/limits"}
    assert client.get("/v1/pages", params={"language": "fr"}).json()["pages"] == []


def test_page_comes_with_its_text(client: TestClient) -> None:
    """The same as at its own address."""
    page = client.get(f"/v1/pages{SUPPORT}").json()
    assert page == client.get(f"{SUPPORT}.json").json()
    assert page["markdown"].startswith("# Support [plans]")
    assert page["contentHash"] in {each["contentHash"] for each in client.get("/v1/pages").json()["pages"]}


@pytest.mark.parametrize("path", ["", "readme", "readme.md"])
def test_home_page_has_an_address(client: TestClient, path: str) -> None:
    """Though it has no name."""
    assert client.get(f"/v1/pages/{path}").json()["title"] == "Acme"


def test_missing_page_is_a_problem(client: TestClient) -> None:
    """It says how to find those that there are."""
    response = client.get("/v1/pages/en/no/such/page")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "/en/no/such/page" in response.json()["detail"]


def test_changes_tell_what_happened_to_each_site(client: TestClient) -> None:
    """All pages were added, of both sites."""
    body = client.get("/v1/changes").json()
    assert {each["kind"] for each in body["changes"]} == {"added"}
    assert sum(each["site"] == "docs" for each in body["changes"]) == len(DOCS)
    assert {each["site"] for each in body["changes"]} == {"docs", "handbook"}
    moments = [each["at"] for each in body["changes"]]
    assert moments == sorted(moments)
    assert body["more"] is False


def test_changed_pages_are_named_as_they_are_served(client: TestClient, workspace: Workspace) -> None:
    """Those of the second site below its name; a page can be asked for so, and no other has its changes."""
    changes = client.get("/v1/changes", params={"site": "handbook"}).json()["changes"]
    assert {each["url"] for each in changes} == {"/handbook/on-call", "/handbook/v1/keys"}
    for each in changes:
        assert client.get(f"/v1/pages{each['url']}").status_code == 200
    (found,) = changed(workspace, None, "/handbook/on-call")
    assert (found[0], found[1].url) == ("handbook", "/handbook/on-call")


def test_nothing_happened_since_the_last_one(client: TestClient) -> None:
    """A client that asks with `next` gets what is new, and nothing twice."""
    following = client.get("/v1/changes").json()["next"]
    body = client.get("/v1/changes", params={"since": following}).json()
    assert (body["changes"], body["more"]) == ([], False)


def changing(app: FastAPI, *moments: datetime) -> TestClient:
    """A client of a service to whose pages something happened at these moments."""
    told = [Change(at, ChangeKind.CHANGED, f"/{place}", "", "en") for place, at in enumerate(moments)]
    app.state.backing = Backing(
        lambda since: (("", each) for each in told if since is None or each.at >= since)
    )
    return TestClient(app)


def test_changes_of_one_moment_are_not_parted(app: FastAPI) -> None:
    """Else some would be left out for ever."""
    later = NOON + timedelta(seconds=1)
    client = changing(app, NOON, later, later, later + timedelta(hours=1))
    sent: dict[str, Any] = {"limit": 2}
    pages = []
    for _ in range(2):
        body = client.get("/v1/changes", params=sent).json()
        pages.append([each["url"] for each in body["changes"]])
        sent["since"] = body["next"]
    assert pages == [["/0", "/1", "/2"], ["/3"]]
    assert body["more"] is False


def test_changes_of_a_span_of_time(app: FastAPI) -> None:
    """As on the command line."""
    now = datetime.now(UTC)
    client = changing(app, now - timedelta(days=9), now - timedelta(days=1))
    assert [each["url"] for each in client.get("/v1/changes?since=7d").json()["changes"]] == ["/1"]


@pytest.mark.parametrize("since", ["yesterday", "999999w", "99999-01-01", "0001-01-01T00:00:00+14:00"])
def test_impossible_time_is_told(client: TestClient, since: str) -> None:
    """As a wrong parameter, or as the beginning of time."""
    assert client.get("/v1/changes", params={"since": since}).status_code in (200, 422)
    if since == "yesterday":
        assert "7d" in client.get("/v1/changes", params={"since": since}).json()["detail"]


def test_service_without_a_journal_says_so(app: FastAPI) -> None:
    """It cannot know."""
    app.state.backing = Backing()
    assert TestClient(app).get("/v1/changes").status_code == 503
