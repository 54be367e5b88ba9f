"""The log of questions: what is kept of what people ask, and what is not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.build import NoProgress as SilentIndex
from ingest.database import APPLICATION_ID
from ingest.outcome import NoProgress as SilentCrawl
from service.app import create_app
from service.http.exchange import door
from service.operation import Operation, Served
from service.question_log import QuestionLog, masked
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Why was maria.silva+x@mail.example.com.br locked?", "Why was [e-mail] locked?"),
        ("Call +55 11 91234-5678 please", "Call [number] please"),
        ("Ligue (11) 91234-5678", "Ligue [number]"),
        ("555-867-5309 does not ring", "[number] does not ring"),
        ("My CPF 123.456.789-09 is refused", "My CPF [number] is refused"),
        ("Card 4111 1111 1111 1111 was charged", "Card [number] was charged"),
        ("Ticket 12345678", "Ticket [number]"),
        ("With key ask_0123456789abcdefghij-_XY it fails", "With key [key] it fails"),
        ("Error 404 in version 10.2.1 since 2026-11-26", "Error 404 in version 10.2.1 since 2026-11-26"),
        ("What does HTTP 503 on port 8080 mean?", "What does HTTP 503 on port 8080 mean?"),
    ],
)
def test_what_tells_of_a_person_is_masked(text: str, kept: str) -> None:
    """Versions, ports and error numbers stay."""
    assert masked(text) == kept


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An installation that has synced a page."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "keys.md").write_text("# Keys\n\n## Rotate an API key\n\nPress Rotate.\n")
    workspace = Workspace(Settings(data=tmp_path / "data", embedders={}, multilingual="hashing"))
    crawl_site(workspace, SiteSettings(location=str(tmp_path / "docs")), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace


def asking(workspace: Workspace) -> Iterator[TestClient]:
    """The service as it is run; what it noted is written when it ends."""
    operation = workspace.operation(Served("127.0.0.1"))
    with TestClient(create_app(workspace.asker(), operation=operation)) as client:
        yield client


def test_every_door_notes_what_came_of_a_question(workspace: Workspace) -> None:
    """Remembered answers as well, each with its door."""
    for client in asking(workspace):
        for _ in range(2):
            client.get("/keys.md", params={"ask": "How do I rotate an API key? I am a@b.example"})
        client.post("/v1/ask", json={"question": "Who made zebras of glass?", "language": "en"})
    last, *others = workspace.questions().latest(10)
    assert (last.question, last.status, last.language) == ("Who made zebras of glass?", "unanswered", "en")
    assert last.door == "/v1/ask"
    assert {(each.question, each.door) for each in others} == {
        ("How do I rotate an API key? I am [e-mail]", "/{path:path}")
    }
    assert len(others) == 2
    assert all(0 <= each.confidence <= 1 and each.milliseconds >= 0 for each in (last, *others))


def test_old_questions_are_dropped(workspace: Workspace) -> None:
    """With the next one that is written."""
    for day in range(2):
        for client in asking(workspace):
            client.get("/keys.md", params={"ask": f"Question {day}?"})
        if not day:
            long_ago = (datetime.now(UTC) - timedelta(days=31)).isoformat()
            with closing(sqlite3.connect(workspace.settings.data / "questions.db")) as file, file:
                file.execute("UPDATE questions SET asked_at = ?", (long_ago,))
    assert [each.question for each in workspace.questions().latest(10)] == ["Question 1?"]


VERSION_1 = """
CREATE TABLE questions (
    asked_at TEXT NOT NULL, question TEXT NOT NULL, language TEXT NOT NULL, status TEXT NOT NULL,
    confidence TEXT NOT NULL, milliseconds INTEGER NOT NULL, door TEXT NOT NULL
);
CREATE INDEX questions_asked_at ON questions (asked_at);
PRAGMA user_version = 1;
"""


def test_log_of_an_older_version_loses_no_question(workspace: Workspace) -> None:
    """Those in it have no pages; the next ones have."""
    now = datetime.now(UTC).isoformat()
    with closing(sqlite3.connect(workspace.settings.data / "questions.db")) as file, file:
        file.executescript(f"PRAGMA application_id = {APPLICATION_ID}; {VERSION_1}")
        row = (now, "Old?", "en", "answered", "0.5", 12, "/v1/ask")
        file.executemany("INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?)", [row] * 3)
    assert [(each.question, each.sources) for each in workspace.questions().latest(10)] == [("Old?", ())] * 3
    for client in asking(workspace):
        client.get("/keys.md", params={"ask": "How do I rotate an API key?"})
    new, *old = workspace.questions().latest(10)
    assert (new.question, new.sources, len(old)) == ("How do I rotate an API key?", ("/keys",), 3)


def test_pages_of_an_answer_are_noted(workspace: Workspace) -> None:
    """Its sources, or the nearest pages where it has none; the state tells that something was written."""
    before = workspace.questions().state()
    for client in asking(workspace):
        client.get("/keys.md", params={"ask": "How do I rotate an API key?"})
        client.get("/keys.md", params={"ask": "Who made zebras of glass?"})
    unanswered, answered = workspace.questions().latest(10)
    assert (answered.sources, answered.nearest) == (("/keys",), ())
    assert (unanswered.sources, unanswered.nearest) == ((), ("/keys",))
    assert workspace.questions().state() == before + 2
    since = answered.asked_at + (unanswered.asked_at - answered.asked_at) / 2
    assert workspace.questions().latest(10, since) == [unanswered]


def test_switch_keeps_everything_off_the_disk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ASKDOCS_QUESTION_LOG=off`."""
    monkeypatch.setenv("ASKDOCS_QUESTION_LOG", "off")
    settings = Settings(data=workspace.settings.data, embedders={}, multilingual="hashing")
    for client in asking(Workspace(settings)):
        assert client.get("/keys.md", params={"ask": "How do I rotate an API key?"}).status_code == 200
    assert not (settings.data / "questions.db").exists()


def test_disk_that_cannot_be_written_costs_no_answer(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says that it lacks some."""
    (workspace.settings.data / "questions.db").mkdir()
    for client in asking(workspace):
        assert client.get("/keys.md", params={"ask": "How do I rotate an API key?"}).status_code == 200
    assert "1 questions were not noted" in caplog.text


def test_a_log_does_not_bring_back_the_folder_that_it_was_in(
    workspace: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where it may not make it: its owner was removed, though the last questions still wait to be written."""
    folder = tmp_path / "removed"
    log = QuestionLog(folder / "questions.db", 30, door, make_folder=False)
    with TestClient(create_app(workspace.asker(), operation=Operation(questions=log))) as client:
        assert client.get("/keys.md", params={"ask": "How do I rotate an API key?"}).status_code == 200
    assert "1 questions were not noted" in caplog.text
    assert not folder.exists()
