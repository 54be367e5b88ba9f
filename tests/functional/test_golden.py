"""The golden questions about the bundled sample, asked through the code that serves users."""

from pathlib import Path

import pytest

from service.evaluate import Evaluation, NoWatcher, evaluate
from service.wiring import Workspace

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions"

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def golden(sample: Workspace) -> Evaluation:
    """The figures of the everyday set."""
    return evaluate(sample, QUESTIONS / "sample.jsonl", watcher=NoWatcher())


def test_right_page_comes_first(golden: Evaluation) -> None:
    """At least nine in ten questions have the page that answers them in the first place."""
    assert golden.missing_gold == 0
    assert golden.figures.retrieval
    assert golden.figures.retrieval.questions >= 60
    assert golden.figures.retrieval.hit_at_1 >= 0.90


def test_answers_hold_the_right_words(golden: Evaluation) -> None:
    """Four in five answers hold all the words of a right one, and few that could be given are withheld."""
    answers = golden.figures.answers
    assert answers.right_words_where_answered
    assert answers.right_words_where_answered >= 0.80
    assert answers.right_words
    assert answers.right_words >= 0.70


def test_what_the_sample_does_not_say_is_left_unanswered(golden: Evaluation) -> None:
    """At least four in five of the questions without an answer get none."""
    abstention = golden.figures.abstention
    assert abstention
    assert abstention.unanswerable >= 15
    assert abstention.recall
    assert abstention.recall >= 0.80
