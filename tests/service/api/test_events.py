"""Answers as server-sent events, over a real socket, to a client that is not ours."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from httpx_sse import ServerSentEvent, connect_sse

from service.app import create_app
from service.errors import ServiceError
from service.events import Streams
from service.wiring import Workspace
from tests import llm_server
from tests.llm_server import Reply, writing
from tests.service import generation
from tests.service.api.conftest import application
from tests.service.api.halting import Halting
from tests.service.bilingual import QUESTION, SUPPORT, UNANSWERABLE
from tests.service.live import serving

ASKED = {"question": QUESTION, "page": SUPPORT}


@pytest.fixture
def halting(workspace: Workspace) -> Halting:
    """An answerer that waits in the middle."""
    return Halting(workspace.asker().answerer)


@pytest.fixture
def base(workspace: Workspace, halting: Halting) -> Iterator[str]:
    """The address of a service whose answerer it is."""
    with serving(_application(workspace, halting)) as address:
        yield address
        halting.may_go_on.set()


def _application(workspace: Workspace, halting: Halting) -> FastAPI:
    app = application(workspace)
    app.state.asker.asker.answerer = halting
    app.state.streams = Streams(silence=0.05)
    return app


@contextmanager
def following(
    base: str, body: dict[str, Any] | None = None, last_id: str = ""
) -> Iterator[Iterator[ServerSentEvent]]:
    """The events of one answer."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    with (
        httpx.Client(timeout=10) as client,
        connect_sse(client, "POST", f"{base}/v1/ask", json=body or ASKED, headers=headers) as source,
    ):
        yield source.iter_sse()


def events_of(base: str, body: dict[str, Any] | None = None, last_id: str = "") -> list[ServerSentEvent]:
    """All of them."""
    with following(base, body, last_id) as events:
        return list(events)


def test_excerpts_come_first_then_pieces_then_all(base: str, halting: Halting) -> None:
    """The pieces together are the answer, and the last event is what a client gets that wants JSON."""
    halting.may_go_on.set()
    events = events_of(base)
    assert [event.event for event in events] == ["excerpts", "answer", "answer", "done"]
    pieces = [event.json()["markdown"] for event in events[1:-1]]
    whole = events[-1].json()
    assert "".join(pieces) == whole["answer"]["answer"]["markdown"]
    assert whole == httpx.post(f"{base}/v1/ask", json=ASKED).json()
    near = [each["markdown"] for each in events[0].json()["excerpts"]]
    assert {each["markdown"] for each in whole["answer"]["excerpts"]} <= set(near)


def test_events_come_while_the_answer_is_made(base: str, halting: Halting) -> None:
    """The first piece is there before the second is written."""
    with following(base) as events:
        first = [event.event for event in islice(events, 2)]
        assert first == ["excerpts", "answer"]
        assert not halting.may_go_on.is_set()
        halting.may_go_on.set()
        assert [event.event for event in events] == ["answer", "done"]


def test_comments_come_while_nothing_else_does(base: str, halting: Halting) -> None:
    """A proxy sees that the connection lives; clients pass comments over."""
    headers = {"Accept": "text/event-stream"}
    with httpx.stream("POST", f"{base}/v1/ask", json=ASKED, headers=headers, timeout=10) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        comments = (line for line in lines if line.startswith(":"))
        assert len(list(islice(comments, 3))) == 3
        halting.may_go_on.set()
        assert any(line == "event: done" for line in lines)


def test_client_that_comes_back_gets_the_rest(base: str, halting: Halting) -> None:
    """The answer was made to its end meanwhile; no event is lost or comes twice."""
    with following(base) as events:
        seen = list(islice(events, 2))
    halting.may_go_on.set()
    rest = events_of(base, last_id=seen[-1].id)
    assert [event.event for event in (*seen, *rest)] == ["excerpts", "answer", "answer", "done"]
    pieces = [event.json()["markdown"] for event in (*seen, *rest) if event.event == "answer"]
    assert "".join(pieces) == rest[-1].json()["answer"]["answer"]["markdown"]
    assert len({event.id for event in (*seen, *rest)}) == 4


def test_client_that_has_all_is_told_to_stay_away(base: str, halting: Halting) -> None:
    """A browser would reconnect for ever otherwise."""
    halting.may_go_on.set()
    last = events_of(base)[-1].id
    headers = {"Accept": "text/event-stream", "Last-Event-ID": last}
    assert httpx.post(f"{base}/v1/ask", json=ASKED, headers=headers).status_code == 204


@pytest.mark.parametrize("last_id", ["unknown-2", "2", "-", "{key}-99", "{key}-x"])
def test_unknown_id_begins_anew(base: str, halting: Halting, last_id: str) -> None:
    """Nothing is lost where the stream is not kept any more, or was another process's."""
    halting.may_go_on.set()
    key = events_of(base)[0].id.rpartition("-")[0]
    assert len(events_of(base, last_id=last_id.format(key=key))) >= 3


def test_id_of_another_question_gives_nothing_of_its_answer(base: str, halting: Halting) -> None:
    """A client that mixes them up gets the answer to what it asks."""
    halting.may_go_on.set()
    other = events_of(base)[0].id
    whole = events_of(base, {"question": "How do I rotate an API key?"}, other)[-1].json()
    assert "Rotate" in whole["answer"]["answer"]["markdown"]


def test_platform_dialect_repeats_the_answer_so_far(base: str, halting: Halting) -> None:
    """Nameless events of one type, the last one complete."""
    halting.may_go_on.set()
    events = events_of(base, ASKED | {"events": "platform"})
    assert {event.event for event in events} == {"message"}
    told = [event.json() for event in events]
    assert {each["type"] for each in told} == {"answer"}
    texts = [each["answer"]["answer"]["markdown"] for each in told]
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert told[0]["answer"]["followupQuestions"] == told[0]["answer"]["sources"] == []
    assert told[-1]["answer"] == httpx.post(f"{base}/v1/ask", json=ASKED).json()["answer"]


@pytest.mark.parametrize(("dialect", "last"), [("named", "done"), ("platform", "message")])
def test_pages_answer_in_events_too(base: str, halting: Halting, dialect: str, last: str) -> None:
    """`GET <page>?ask=` with the Accept of a browser's EventSource."""
    halting.may_go_on.set()
    sent = {"ask": QUESTION, "events": dialect}
    with httpx.Client() as client, connect_sse(client, "GET", f"{base}{SUPPORT}", params=sent) as source:
        events = list(source.iter_sse())
    assert events[-1].event == last
    assert events[-1].json()["answer"] == httpx.post(f"{base}/v1/ask", json=ASKED).json()["answer"]


def test_unanswered_question_has_one_piece(base: str, halting: Halting) -> None:
    """The sentence that says so, without excerpts that would not answer."""
    halting.may_go_on.set()
    events = events_of(base, {"question": UNANSWERABLE})
    assert [event.event for event in events] == ["answer", "done"]
    assert events[0].json()["markdown"] == events[1].json()["answer"]["answer"]["markdown"]


def test_failure_after_the_beginning_is_an_event(base: str, halting: Halting) -> None:
    """The status was sent long ago; the problem document comes last."""
    halting.failure = ServiceError("The disk is full.")
    halting.may_go_on.set()
    last = events_of(base)[-1]
    assert (last.event, last.json()["status"], last.json()["detail"]) == ("error", 500, "The disk is full.")


def test_stream_ends_whatever_goes_wrong(
    base: str, halting: Halting, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody waits for ever; what went wrong is for the log."""
    halting.failure = RuntimeError("secret")
    halting.may_go_on.set()
    last = events_of(base)[-1]
    assert (last.event, json.loads(last.data)["status"]) == ("error", 500)
    assert "secret" not in last.data
    assert "secret" in caplog.text


def test_wrong_question_is_refused_before_the_stream(base: str) -> None:
    """With a status, as everywhere."""
    headers = {"Accept": "text/event-stream"}
    response = httpx.post(f"{base}/v1/ask", json={"question": ""}, headers=headers)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "streams"),
    [
        ("text/event-stream", True),
        ("text/event-stream, */*", True),
        ("application/json, text/event-stream", False),
        ("text/event-stream;q=0.5, application/json", False),
        ("text/event-stream;q=0", False),
        ("*/*", False),
    ],
)
def test_events_are_for_those_who_name_them_first(
    base: str, halting: Halting, accept: str, streams: bool
) -> None:
    """Who can read both gets what they name first."""
    halting.may_go_on.set()
    response = httpx.post(f"{base}/v1/ask", json=ASKED, headers={"Accept": accept})
    assert response.headers["content-type"].startswith("text/event-stream") is streams


def test_streams_without_readers_are_bounded(workspace: Workspace, halting: Halting) -> None:
    """Who hangs up again and again is told to wait, since the answers are still being made."""
    app = _application(workspace, halting)
    app.state.streams = Streams(kept=1)
    with serving(app) as base:
        with following(base) as events:
            key = next(events).id
        headers = {"Accept": "text/event-stream"}
        refused = httpx.post(f"{base}/v1/ask", json=ASKED, headers=headers)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        halting.may_go_on.set()
        assert events_of(base, last_id=key)[-1].event == "done"
        assert events_of(base)[-1].event == "done"


def test_language_model_is_heard_while_it_writes(tmp_path: Path) -> None:
    """A sentence is an event, as soon as it was checked."""
    data = generation.installed(tmp_path)
    says = writing(
        "Enterprise Support has a direct WhatsApp channel {plan}."
        " It is not available before the invoice is paid. {paid}",
        plan="direct WhatsApp",
        paid="invoice is paid",
    )
    with (
        llm_server.serving(Reply(says, pause=0.01)) as server,
        serving(create_app(generation.asker_with(data, server))) as base,
    ):
        events = events_of(base, {"question": generation.QUESTION})
    assert [event.event for event in events] == ["excerpts", "answer", "answer", "done"]
    whole = events[-1].json()["answer"]
    assert "".join(event.json()["markdown"] for event in events[1:3]) == whole["answer"]["markdown"]
    assert whole["writer"]["model"] == "tiny"


def test_client_that_hangs_up_stops_nobody(base: str, halting: Halting) -> None:
    """The next one is served."""
    with suppress(httpx.ReadTimeout), following(base) as events:
        next(events)
    halting.may_go_on.set()
    assert events_of(base)[-1].event == "done"
