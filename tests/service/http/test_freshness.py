"""Entity tags, ages and links: what a client may keep, and how it learns that it still may."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.http.freshness import Freshness
from service.operation import Operation
from service.wiring import Workspace
from tests.service.http.conftest import synced

ASKED = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"


def tag(client: TestClient, address: str, **headers: str) -> str:
    """The entity tag of what is there."""
    return client.get(address, headers=headers).headers["etag"]


@pytest.mark.parametrize("address", [ASKED, "/keys.md", "/keys", "/llms.txt"])
def test_client_that_has_it_is_told_so_and_nothing_more(client: TestClient, address: str) -> None:
    """304 without a body, for GET and HEAD, whether the tag is strong or was weakened by compression."""
    known = tag(client, address, Accept="text/html", **{"Accept-Encoding": "identity"})
    assert known.startswith('"')
    for shown in (known, f"W/{known}", f'"other", {known}'):
        headers = {"Accept": "text/html", "If-None-Match": shown}
        for method in ("GET", "HEAD"):
            response = client.request(method, address, headers=headers)
            assert (response.status_code, response.content) == (304, b"")
            assert response.headers["etag"] == known
            assert "max-age" in response.headers["cache-control"]
            whole = client.get(address, headers={"Accept": "text/html", "Accept-Encoding": "identity"})
            assert set(whole.headers["vary"].split(", ")) <= set(response.headers["vary"].split(", "))


def test_tag_tells_questions_goals_pages_and_forms_apart(client: TestClient) -> None:
    """White space does not matter; everything that steers the answer does."""
    others = [
        ASKED + "&goal=safety",
        ASKED.replace("rotate", "revoke"),
        ASKED.replace("/keys.md", "/limits.md"),
        ASKED + "&lang=pt",
    ]
    tags = [tag(client, address) for address in (ASKED, *others)]
    tags.append(tag(client, ASKED, Accept="application/json"))
    tags.append(tag(client, ASKED, **{"User-Agent": "ChatGPT-User/1.0"}))
    assert len(set(tags)) == len(tags)
    assert tag(client, ASKED.replace("%20", "+").replace("API+key", "API++key")) == tags[0]


def test_compressed_bytes_have_a_weak_tag(client: TestClient) -> None:
    """A strong one would promise the same bytes."""
    response = client.get("/keys", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["etag"].startswith('W/"')


def test_tag_changes_with_the_index_and_with_its_check(tmp_path: Path) -> None:
    """What was right of the old index is asked for again."""
    workspace = synced(tmp_path / "docs", tmp_path / "data")
    with TestClient(create_app(workspace.asker())) as client:
        first = tag(client, ASKED)
        workspace.store().confirm(1, datetime.now(UTC))
        second = tag(client, ASKED)
        assert second != first
        (tmp_path / "docs" / "keys.md").write_text(
            "# Keys\n\n## Rotate an API key\n\nAsk the support team.\n"
        )
        synced(tmp_path / "docs", tmp_path / "data")
        response = client.get(ASKED, headers={"If-None-Match": second})
        assert response.status_code == 200
        assert "support team" in response.text


def test_page_says_how_old_it_is_and_where_else_it_is(client: TestClient, workspace: Workspace) -> None:
    """For caches, for people and for machines."""
    response = client.get("/keys.md")
    page = workspace.asker().generation().page("/keys")
    assert page
    told = parsedate_to_datetime(response.headers["last-modified"])
    assert told == (page.last_modified or page.fetched_at).replace(microsecond=0)
    assert response.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
    links = response.headers["link"]
    assert '</keys>; rel="canonical"' in links
    assert 'rel="alternate"; type="text/markdown"' in links
    assert '</llms.txt>; rel="describedby"' in links
    assert '</openapi.json>; rel="service-desc"' in links


def test_answer_is_not_to_be_indexed_and_a_key_makes_it_private(workspace: Workspace) -> None:
    """Where not everybody may read, no shared cache may keep it."""
    operation = Operation(freshness=Freshness(5, 6, shared=False))
    with TestClient(create_app(workspace.asker(), operation=operation)) as client:
        response = client.get(ASKED)
    assert response.headers["x-robots-tag"] == "noindex"
    assert response.headers["cache-control"] == "private, max-age=5, stale-while-revalidate=6"


def test_what_lives_is_never_tagged(client: TestClient) -> None:
    """Health and figures are of this very moment."""
    for path in ("/healthz", "/readyz", "/metrics", "/.well-known/api-catalog"):
        assert "etag" not in client.get(path).headers


def test_stream_of_events_is_neither_tagged_nor_compressed(client: TestClient) -> None:
    """It is of this moment, and compression would hold it back."""
    asked = {"question": "How do I rotate an API key?"}
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    response = client.post("/v1/ask", json=asked, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert not {"etag", "content-encoding"} & set(response.headers)


def test_head_gives_the_head_of_a_get(client: TestClient) -> None:
    """Of pages and answers."""
    for address in ("/keys.md", ASKED):
        head, whole = client.head(address), client.get(address)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-length", "content-type", "etag", "link"):
            assert head.headers[name] == whole.headers[name]


def test_answer_that_took_time_to_make_has_a_weak_tag_as_json(client: TestClient) -> None:
    """It tells how long that took: made anew it would be other bytes."""
    assert tag(client, ASKED, Accept="application/json").startswith('W/"')
    assert tag(client, "/keys.json").startswith('"')


def test_what_a_reader_chose_is_part_of_the_tag(client: TestClient) -> None:
    """Their pages are in another language, or in other colours; other cookies change nothing."""
    chosen = {"", "askdocs_interface=pt", "askdocs_theme=dark"}
    tags = {tag(client, "/keys", Accept="text/html", Cookie=cookie) for cookie in chosen}
    assert len(tags) == len(chosen)
    assert tag(client, "/keys", Accept="text/html", Cookie="visits=7") in tags
