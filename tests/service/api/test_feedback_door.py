"""`POST /v1/feedback`, and the file that keeps it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ingest.errors import IngestError
from service.feedback import FeedbackFile
from service.routes.v1_backing import Backing


@pytest.fixture
def file(tmp_path: Path) -> FeedbackFile:
    """An empty file, which keeps the last three."""
    return FeedbackFile(tmp_path / "data" / "feedback.db", kept=3)


@pytest.fixture
def door(app: FastAPI, file: FeedbackFile) -> TestClient:
    """The service that keeps feedback there."""
    app.state.backing = Backing(feedback=file)
    return TestClient(app)


def test_feedback_is_kept(door: TestClient, file: FeedbackFile) -> None:
    """All that was said, with number and time."""
    sent = {
        "content": "Nothing about refunds.",
        "pageUrl": "/en/billing/support",
        "question": "How are plans refunded?",
        "helpful": False,
        "reason": "It quotes something else.",
    }
    response = door.post("/v1/feedback", json=sent)
    assert response.status_code == 201
    (kept,) = file.latest(10)
    assert (kept.number, kept.at) == (
        response.json()["number"],
        datetime.fromisoformat(response.json()["at"]),
    )
    said = (kept.content, kept.page_url, kept.question, kept.helpful, kept.reason)
    assert said == tuple(sent.values())


def test_only_the_content_is_needed(door: TestClient, file: FeedbackFile) -> None:
    """Who does not say whether it helped said neither yes nor no."""
    assert door.post("/v1/feedback", json={"content": "Thanks"}).status_code == 201
    assert file.latest(1)[0].helpful is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": " "},
        {"content": "x" * 8193},
        {"content": "x", "page_url": "/"},
        {"content": "x", "helpful": 1},
    ],
)
def test_wrong_feedback_is_not_kept(door: TestClient, file: FeedbackFile, body: dict[str, object]) -> None:
    """The client learns why."""
    assert door.post("/v1/feedback", json=body).status_code == 422
    assert file.latest(1) == []


def test_service_that_keeps_none_says_so(app: FastAPI) -> None:
    """Nothing is thrown away in silence."""
    app.state.backing = Backing()
    assert TestClient(app).post("/v1/feedback", json={"content": "x"}).status_code == 503


def test_only_the_last_ones_are_kept(file: FeedbackFile) -> None:
    """A stranger cannot fill the disk."""
    for number in range(5):
        file.add(str(number), "")
    assert [each.content for each in file.latest(10)] == ["4", "3", "2"]


def test_many_may_write_at_once(tmp_path: Path) -> None:
    """None is lost, and no number is given twice."""
    with ThreadPoolExecutor(8) as pool:
        files = [FeedbackFile(tmp_path / "feedback.db") for _ in range(24)]
        numbers = list(pool.map(lambda file: file.add("x", "").number, files))
    assert sorted(numbers) == list(range(1, 25))


def test_foreign_file_is_not_written(tmp_path: Path) -> None:
    """It is another program's."""
    (tmp_path / "feedback.db").write_text("something else, and long enough to be no empty database" * 20)
    with pytest.raises(IngestError):
        FeedbackFile(tmp_path / "feedback.db").add("x", "")
