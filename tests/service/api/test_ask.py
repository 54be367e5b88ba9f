"""`POST /v1/ask`: the same answers as at every other door, and why."""

import pytest
from fastapi.testclient import TestClient

from service.questions.question import Question
from service.wiring import Workspace
from tests.service.bilingual import QUESTION, SUPPORT, UNANSWERABLE


def test_answer_is_that_of_a_page(client: TestClient) -> None:
    """Whoever asks from the same page gets the same JSON, but for the time that it took."""
    asked = {"question": QUESTION, "page": SUPPORT, "goal": "upgrade", "k": 2}
    posted = client.post("/v1/ask", json=asked).json()
    sent: dict[str, str | int] = {"ask": QUESTION, "goal": "upgrade", "k": 2}
    got = client.get(SUPPORT, params=sent, headers={"Accept": "application/json"}).json()
    assert posted == got
    assert posted["answer"]["status"] == "answered"


def test_answer_has_the_platform_shape_and_ours(client: TestClient) -> None:
    """None of its fields is missing; ours stand beside them."""
    body = client.post("/v1/ask", json={"question": QUESTION}).json()["answer"]
    assert "WhatsApp" in body["answer"]["markdown"]
    assert all(isinstance(each, str) for each in body["followupQuestions"])
    assert {"type", "page", "reason", "sections"} <= set(body["sources"][0])
    assert {"status", "confidence", "excerpts", "generation", "timings"} <= set(body)


def test_excerpts_say_why_they_were_found(client: TestClient, workspace: Workspace) -> None:
    """Ranks and scores are those of search."""
    excerpts = client.post("/v1/ask", json={"question": QUESTION}).json()["answer"]["excerpts"]
    hits = workspace.asker().find(Question(QUESTION)).hits
    by_text = {hit.passage.markdown: (rank, hit) for rank, hit in enumerate(hits, start=1)}
    assert excerpts
    for excerpt in excerpts:
        rank, hit = by_text[excerpt["markdown"]]
        assert (excerpt["why"]["rank"], excerpt["why"]["score"]) == (rank, round(hit.score, 4))
        dense, lexical = excerpt["why"]["dense"], excerpt["why"]["lexical"]
        assert dense["score"] == pytest.approx(hit.evidence.dense, abs=1e-4)
        assert lexical["score"] == pytest.approx(hit.evidence.lexical, abs=1e-4)
        assert dense["rank"] >= 1
        assert lexical["rank"] >= 1


def test_history_completes_a_question(client: TestClient) -> None:
    """What a follow-up leaves unsaid is taken from the questions before."""
    asked = {
        "question": "And in Basic Support?",
        "history": ["How fast does Enterprise Support answer tickets?"],
    }
    body = client.post("/v1/ask", json=asked).json()["answer"]
    assert "twenty-four hours" in body["answer"]["markdown"]


def test_k_bounds_the_excerpts(client: TestClient) -> None:
    """One is one."""
    body = client.post("/v1/ask", json={"question": QUESTION, "k": 1}).json()["answer"]
    assert len(body["excerpts"]) == len(body["sources"]) == 1


def test_language_may_be_given(client: TestClient) -> None:
    """Then it is not guessed."""
    asked = {"question": "WhatsApp", "language": "pt"}
    assert client.post("/v1/ask", json=asked).json()["answer"]["language"] == "pt"


def test_unanswered_question_is_no_error(client: TestClient) -> None:
    """The answer says so."""
    response = client.post("/v1/ask", json={"question": UNANSWERABLE})
    assert response.status_code == 200
    assert response.json()["answer"]["status"] == "unanswered"
    assert response.json()["answer"]["excerpts"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body.question"),
        ({"question": "  "}, "body.question"),
        ({"question": "x" * 513}, "body.question"),
        ({"question": QUESTION, "k": 21}, "body.k"),
        ({"question": QUESTION, "ask": QUESTION}, "body.ask"),
        ({"question": QUESTION, "history": "before"}, "body.history"),
    ],
)
def test_wrong_fields_are_named(client: TestClient, body: dict[str, object], field: str) -> None:
    """A client learns what to mend."""
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 422
    assert [each["field"] for each in response.json()["errors"]] == [field]


def test_placeholder_is_no_question(client: TestClient) -> None:
    """The advice is about the field, not about a parameter of another door."""
    response = client.post("/v1/ask", json={"question": "<question>"})
    assert response.status_code == 422
    assert response.json()["detail"] == "Ask something in the field `question`, in natural language."
