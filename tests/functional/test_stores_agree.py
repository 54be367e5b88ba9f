"""The golden questions, asked of an index in a folder and of one in PostgreSQL: the answers are equal."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from index.build import NoProgress
from index.records import records
from service.answer import Answer
from service.questions.question import Question
from service.sync import index_sites
from service.wiring import Workspace

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions" / "sample.jsonl"

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def in_postgres(sample: Workspace, postgres: str) -> Workspace:
    """The same installation, with its index in PostgreSQL."""
    settings = sample.settings.model_copy(update={"store": SecretStr(postgres), "store_name": "golden"})
    workspace = Workspace(settings)
    index_sites(workspace, NoProgress())
    return workspace


def facts(answer: Answer) -> dict[str, Any]:
    """All of an answer but its confidence, and what tells when and where it was made."""
    found = asdict(answer)
    for name in ("confidence", "timings", "generation"):
        del found[name]
    return found


def test_answers_are_equal(sample: Workspace, in_postgres: Workspace) -> None:
    """Every second one's: words, excerpts, sources, follow-ups; so is the confidence, to five digits."""
    asked = [Question(record.text("text")) for record in records(QUESTIONS)][::2]
    one, other = sample.asker(), in_postgres.asker()
    for question in asked:
        expected, answer = one.ask(question), other.ask(question)
        assert facts(answer) == facts(expected), question.text
        assert answer.confidence == pytest.approx(expected.confidence, abs=1e-5), question.text
