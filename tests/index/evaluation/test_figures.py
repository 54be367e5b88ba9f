"""All figures of a set together."""

import json

import pytest

from index.evaluation.dataset import Question
from index.evaluation.figures import figures
from tests.index.evaluation.outcomes import labelled, outcome


def test_the_figures_of_a_set_are_ready_for_json() -> None:
    """Answerable questions are also told apart; labels that are missing give null."""
    asked = [
        outcome(Question("yes", "?", answerable=True), pages=["/a"], answer="It is so.", confidence=0.9),
        outcome(Question("no", "?", answerable=False), pages=["/b"], confidence=0.1, milliseconds=3.0),
        outcome(Question("unjudged", "?"), pages=["/c"]),
    ]
    found = figures(asked, {"yes": {"/a": 1}, "no": {"/a": 1}, "elsewhere": {"/a": 1}})
    assert found.questions == 3
    assert found.statuses == {"answered": pytest.approx(1 / 3), "unanswered": pytest.approx(2 / 3)}
    assert found.retrieval is not None
    assert (found.retrieval.questions, found.retrieval.hit_at_1) == (2, 0.5)
    assert found.retrieval_answerable is not None
    assert (found.retrieval_answerable.questions, found.retrieval_answerable.hit_at_1) == (1, 1.0)
    written = json.loads(json.dumps(found.to_dict()))
    assert written["latency"] == {"p50": 1.0, "p95": pytest.approx(2.8)}
    assert written["answers"]["contains"] is None
    assert written["abstention"]["auroc"] == 1.0
    assert written["abstention"]["reliability"] == [
        {"n": 1, "mean_confidence": 0.1, "share_answerable": 0.0},
        {"n": 1, "mean_confidence": 0.9, "share_answerable": 1.0},
    ]


def test_questions_asked_without_their_answer_count_for_abstention_alone() -> None:
    """They are the unanswerable ones; rankings, answers and latency are of the others."""
    found = figures([labelled(True, True, 0.8)], {"q": {"/a": 1}}, [labelled(False, False, 0.4)])
    assert (found.questions, found.statuses) == (1, {"answered": 1.0})
    assert found.abstention is not None
    assert (found.abstention.questions, found.abstention.unanswerable, found.abstention.auroc) == (2, 1, 1.0)


def test_a_set_without_labels_has_only_latency() -> None:
    """No qrels, no answerable: nothing is made up."""
    found = figures([outcome(Question("q", "?"))], {})
    assert (found.retrieval, found.retrieval_answerable, found.abstention) == (None, None, None)
