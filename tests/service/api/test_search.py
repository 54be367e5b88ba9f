"""`GET /v1/search`: what a question is answered from, with scores, page by page."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.questions.question import Question
from service.wiring import Workspace
from tests.service.api.conftest import application, installed, synced
from tests.service.bilingual import QUESTION

PLAN = "support plan with WhatsApp"


def pages_of(client: TestClient, **sent: str | int) -> list[dict[str, Any]]:
    """All results, by way of cursors."""
    results: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        body = client.get("/v1/search", params=sent | {"cursor": cursor}).json()
        assert len(body["results"]) <= int(sent["limit"])
        results += body["results"]
        cursor = body["next"]
    assert len(results) == body["total"]
    return results


@pytest.mark.parametrize("asked", [QUESTION, PLAN, "API key? And which plan has WhatsApp?"])
def test_passages_are_those_that_answers_are_made_of(
    client: TestClient, workspace: Workspace, asked: str
) -> None:
    """The same passages in the same order with the same scores, whatever the size of a page."""
    hits = workspace.asker().find(Question(asked)).hits
    for limit in (2, 50):
        results = pages_of(client, q=asked, limit=limit)
        assert [each["markdown"] for each in results] == [hit.passage.markdown for hit in hits]
        assert [each["score"] for each in results] == [round(hit.score, 4) for hit in hits]
        assert [each["rank"] for each in results] == list(range(1, len(hits) + 1))


def test_passages_lead_to_where_they_stand(client: TestClient) -> None:
    """With headings, address, and why they were found."""
    first = client.get("/v1/search", params={"q": QUESTION}).json()["results"][0]
    assert first["type"] == "passage"
    assert first["url"] == "http://docs.test/en/billing/support.md#enterprise-support"
    assert first["headingPath"] == ["Enterprise Support"]
    assert first["why"]["rank"] == 1
    assert first["why"]["dense"]["score"] > 0


def test_pages_are_listed_once(client: TestClient) -> None:
    """In the order of their best passage, with the sections that were found."""
    passages = pages_of(client, q=PLAN, limit=50)
    pages = pages_of(client, q=PLAN, kind="pages", limit=2)
    assert [each["path"] for each in pages] == list(dict.fromkeys(each["path"] for each in passages))
    for page in pages:
        best = next(each for each in passages if each["path"] == page["path"])
        assert page["score"] == best["score"]
        assert page["type"] == "page"


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        ({"language": "pt"}, {"/faturamento/suporte", "/", "/v1/limits"}),
        ({"section": "basic SUPPORT"}, {"/en/billing/support"}),
        ({"path": "/en/billing/"}, {"/en/billing/support", "/en/billing/upgrade"}),
        ({"path": "/en/bill"}, set()),
        ({"site": "handbook"}, {"/handbook/on-call", "/handbook/v1/keys"}),
        ({"site": "docs", "path": "/handbook"}, set()),
    ],
)
def test_filters_choose_among_what_was_found(
    client: TestClient, filters: dict[str, str], paths: set[str]
) -> None:
    """Order and scores stay."""
    everything = pages_of(client, q=PLAN, limit=50)
    chosen = pages_of(client, q=PLAN, limit=50, **filters)
    assert {each["path"] for each in chosen} <= paths
    assert bool(chosen) is bool(paths)
    scores = [each["score"] for each in everything if each["markdown"] in {one["markdown"] for one in chosen}]
    assert [each["score"] for each in chosen] == scores


def test_unknown_site_is_told(client: TestClient) -> None:
    """With the names that there are."""
    response = client.get("/v1/search", params={"q": PLAN, "site": "intranet"})
    assert response.status_code == 404
    assert "docs, handbook" in response.json()["detail"]


@pytest.mark.parametrize("cursor", ["x", "MTI", "AAAA", "é", "MS4xLmFiYw"])
def test_false_cursor_is_refused(client: TestClient, cursor: str) -> None:
    """It would lead somewhere."""
    response = client.get("/v1/search", params={"q": PLAN, "cursor": cursor})
    assert response.status_code == 400


def test_cursor_of_another_search_is_refused(client: TestClient) -> None:
    """It would lead to the middle of another list."""
    cursor = client.get("/v1/search", params={"q": PLAN, "limit": 1}).json()["next"]
    assert client.get("/v1/search", params={"q": PLAN, "limit": 1, "cursor": cursor}).status_code == 200
    for sent in ({"q": QUESTION}, {"q": PLAN, "language": "pt"}, {"q": PLAN, "kind": "pages"}):
        assert client.get("/v1/search", params=sent | {"cursor": cursor}).status_code == 400


def test_cursor_of_another_generation_is_gone(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The client is told to begin again, rather than get some passages twice and others never."""
    folder = tmp_path_factory.mktemp("changing")
    workspace = installed(folder)
    with TestClient(application(workspace)) as client:
        search: dict[str, str | int] = {"q": PLAN, "limit": 1}
        cursors = [client.get("/v1/search", params=search).json()["next"]]
        cursors.append(client.get("/v1/pages", params={"limit": 1}).json()["next"])
        (folder / "docs" / "new.md").write_text("# New\n\nA support plan is new.\n", encoding="utf-8")
        synced(workspace)
        responses = [
            client.get("/v1/search", params=search | {"cursor": cursors[0]}),
            client.get("/v1/pages", params={"cursor": cursors[1]}),
        ]
    for response in responses:
        assert response.status_code == 410
        assert "generation 2" in response.json()["detail"]


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    """A client shows the tag that it got."""
    first = client.get("/v1/search", params={"q": PLAN})
    headers = {"If-None-Match": first.headers["etag"]}
    assert client.get("/v1/search", params={"q": PLAN}, headers=headers).status_code == 304
    assert client.get("/v1/search", params={"q": PLAN, "limit": 1}, headers=headers).status_code == 200


@pytest.mark.parametrize("sent", [{}, {"q": ""}, {"q": " "}, {"q": "x" * 513}, {"q": PLAN, "kind": "words"}])
def test_wrong_search_is_told(client: TestClient, sent: dict[str, str]) -> None:
    """Which parameter, and what it may be."""
    response = client.get("/v1/search", params=sent)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] in ("query.q", "query.kind")
