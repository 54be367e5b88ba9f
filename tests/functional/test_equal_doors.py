"""Whichever door a question comes in by, it gets the same answer, excerpts and sources."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from openai import OpenAI

from service.app import create_app
from service.wiring import Workspace
from tests.service.live import serving

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions" / "sample.jsonl"
BASE = "http://localhost"
NOWHERE = "/no/page/here.md"
"""Asked from a page that is none, a question is asked from nowhere, as at the doors that have no pages."""

CONVERSATION = ("Which support plan gives access to WhatsApp?", "And in Portuguese?")
"""The second question is none without the first."""

pytestmark = pytest.mark.models


@dataclass(frozen=True, slots=True)
class Said:
    """What a door says: the answer, excerpts in the documentation's words, sources by address."""

    answer: str
    excerpts: tuple[str, ...]
    sources: tuple[str, ...]


def questions() -> list[str]:
    """The golden ones."""
    return [json.loads(line)["text"] for line in QUESTIONS.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def doors(sample: Workspace) -> Iterator[TestClient]:
    """The service over the sample, called by a name that all its doors answer to."""
    with TestClient(create_app(sample.asker()), base_url=BASE) as client:
        yield client


def by_markdown(doors: TestClient, question: str) -> Said:
    """What an agent reads that sends `?ask=`."""
    return read(doors.get(NOWHERE, params={"ask": question}).text)


def by_json(doors: TestClient, question: str) -> Said:
    """What a program gets that sends a body."""
    return told(doors.post("/v1/ask", json={"question": question}).json()["answer"])


def by_events(doors: TestClient, question: str) -> Said:
    """What a client gets that takes events: the pieces make up the answer of the last one."""
    asked = {"question": question}
    text = doors.post("/v1/ask", json=asked, headers={"Accept": "text/event-stream"}).text
    events = [dict(re.findall(r"(?m)^(event|data): (.*)$", event)) for event in text.split("\n\n")]
    said = [(each["event"], json.loads(each["data"])) for each in events if "event" in each]
    (done,) = (data["answer"] for name, data in said if name == "done")
    pieces = "".join(data["markdown"] for name, data in said if name == "answer")
    assert done["status"] == "unanswered" or pieces == done["answer"]["markdown"]
    return told(done)


def by_openai(doors: TestClient, question: str) -> Said:
    """What a chat client gets, with the same in its text."""
    asked = {"model": "askdocs", "messages": [{"role": "user", "content": question}]}
    body = doors.post("/v1/chat/completions", json=asked).json()
    said = told(body["askdocs"])
    content = body["choices"][0]["message"]["content"]
    assert content.startswith(said.answer)
    places = re.findall(r"^- \[\d+\] \[.*\]\((\S+)\)$", content, re.MULTILINE)
    assert places == [each["url"] for each in body["askdocs"]["excerpts"]]
    return said


def by_mcp(doors: TestClient, question: str) -> Said:
    """What an agent gets that calls the tool, as text and as data."""
    asked = {"name": "askQuestion", "arguments": {"question": question}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}
    headers = {"Accept": "application/json, text/event-stream"}
    result = doors.post("/mcp", json=body, headers=headers).json()["result"]
    said = told(result["structuredContent"])
    assert read(result["content"][0]["text"]) == said
    return said


def told(body: dict[str, Any]) -> Said:
    """What stands in our JSON."""
    excerpts = tuple(each["markdown"] for each in body["excerpts"])
    return Said(body["answer"]["markdown"], excerpts, tuple(each["markdownUrl"] for each in body["sources"]))


def read(markdown: str) -> Said:
    """What stands in an answer's markdown; one sentence is all of it where there is no answer."""
    head, heading, sources = markdown.partition("\n\n# Sources:\n\n")
    if not heading:
        return Said(markdown.strip(), (), ())
    answer, _, below = head.partition("\n\n# Excerpts:\n\n")
    excerpts = re.split(r"(?m)^\[\d+\] \[.*$", below.partition("\n\n# Suggested")[0])[1:]
    return Said(
        re.sub(r"\n\n\*[^*\n]+\*\Z", "", answer.partition("\n\n")[2]),
        tuple(re.sub(r"(?m)^> ?", "", excerpt.strip()) for excerpt in excerpts),
        tuple(re.findall(r"(?m)^- \[.*\]\((\S+)\)$", sources)),
    )


@pytest.mark.parametrize("door", [by_json, by_events, by_openai, by_mcp])
def test_every_door_says_what_the_markdown_door_says(doors: TestClient, door: Any) -> None:  # noqa: ANN401 - one of the functions above
    """Over all golden questions, answered or not."""
    asked = questions()
    expected = {question: by_markdown(doors, question) for question in asked}
    assert sum(bool(said.excerpts) for said in expected.values()) > len(asked) / 2
    assert {question: door(doors, question) for question in asked} == expected


def test_chat_client_carries_a_conversation_on(sample: Workspace) -> None:
    """Over a socket, it gets what `POST /v1/ask` gives with the question before as history."""
    first, then = CONVERSATION
    with serving(create_app(sample.asker())) as url, OpenAI(base_url=f"{url}/v1", api_key="none") as client:
        said = client.chat.completions.create(
            model="askdocs",
            messages=[
                {"role": "user", "content": first},
                {"role": "assistant", "content": "Enterprise Support does. [1]"},
                {"role": "user", "content": then},
            ],
        )
        asked = httpx.post(f"{url}/v1/ask", json={"question": then, "history": [first]}, timeout=30)
        alone = httpx.post(f"{url}/v1/ask", json={"question": then}, timeout=30)
    assert said.model_extra
    assert said.model_extra["askdocs"] == asked.json()["answer"]
    assert said.model_extra["askdocs"]["status"] != "unanswered"
    assert asked.json()["answer"]["confidence"] > alone.json()["answer"]["confidence"]
