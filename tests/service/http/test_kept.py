"""Responses that are sent again: the same bytes, under headers of their own, and noted as answers."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from service.app import create_app
from service.http.exchange import door
from service.http.kept import KEPT_BYTES, LARGEST, Kept, KeptResponses, room
from service.operation import Operation
from service.question_log import QuestionLog
from service.wiring import Workspace

ASKED = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"


def kept(body: bytes) -> Kept:
    """A response with this body."""
    start: Message = {"type": "http.response.start", "status": 200, "headers": []}
    return Kept(start, {"type": "http.response.body", "body": body}, None, None)


def test_same_bytes_come_again_under_headers_of_their_own(client: TestClient) -> None:
    """Body, tag and links are equal; the id is that of the request, and the cache is said to have had it."""
    first, second = client.get(ASKED), client.get(ASKED, headers={"X-Request-ID": "second"})
    assert second.content == first.content
    for name in ("etag", "cache-control", "content-type", "link", "vary", "x-robots-tag"):
        assert second.headers[name] == first.headers[name]
    assert second.headers["x-request-id"] == "second"
    assert second.headers["server-timing"] == "cache;desc=hit"
    third = client.get(ASKED, headers={"X-Request-ID": "third"})
    assert [name for name, _ in third.headers.multi_items()] == [
        name for name, _ in second.headers.multi_items()
    ]
    assert third.headers["x-request-id"] == "third"


def test_json_that_comes_again_tells_the_time_of_when_it_was_made(client: TestClient) -> None:
    """A question that others asked took no time: what is told is how the answer came to be."""
    headers = {"Accept": "application/json"}
    first, second = (client.get(ASKED, headers=headers).json() for _ in range(2))
    assert second == first


def test_question_is_noted_each_time(workspace: Workspace, tmp_path: Path) -> None:
    """In the log under its route, and in the figures as one that was remembered."""
    log = QuestionLog(tmp_path / "questions.db", 30, door)
    with TestClient(create_app(workspace.asker(), operation=Operation(questions=log))) as client:
        for _ in range(3):
            client.get(ASKED)
        figures = client.get("/metrics").text
    assert [each.door for each in log.latest(10)] == ["/{path:path}"] * 3
    assert 'askdocs_answer_cache_total{came="miss"} 1.0' in figures
    assert 'askdocs_answer_cache_total{came="hit"} 2.0' in figures
    assert 'askdocs_requests_total{method="GET",route="/{path:path}",status="200"} 3.0' in figures


def test_the_last_used_are_kept_within_bounds() -> None:
    """What was not asked for the longest goes first, and what is too large never stays."""
    responses = KeptResponses(size=3 * (1000 + 2000))
    for name in "abc":
        responses.keep(name, kept(b"x" * 1000))
    assert responses.get("a")
    responses.keep("d", kept(b"x" * 1000))
    assert [name for name in "abcd" if responses.get(name)] == ["a", "c", "d"]
    responses.keep("e", kept(b"x" * (LARGEST + 1)))
    assert responses.get("e") is None
    responses.forget()
    assert not any(map(responses.get, "abcde"))


@pytest.mark.parametrize(
    ("sharers", "bytes_each"), [(1, KEPT_BYTES), (4, KEPT_BYTES // 4), (10_000, LARGEST)]
)
def test_applications_of_a_process_share_the_room(sharers: int, bytes_each: int) -> None:
    """Each has its part, which holds the largest response at least."""
    responses = KeptResponses(room(sharers))
    assert bytes_each <= room(sharers) <= bytes_each + 10_000
    responses.keep("tag", kept(b"x" * LARGEST))
    assert responses.get("tag")
