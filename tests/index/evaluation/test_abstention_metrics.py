"""Figures on hand-worked confidences."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped] # it ships no types

from index.evaluation.abstention_metrics import abstention_figures, auroc
from index.evaluation.calibration import Bin
from index.evaluation.dataset import Question
from tests.index.evaluation.outcomes import labelled, outcome

questions = st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.5, 0.9]), st.booleans(), st.integers(0, 3)))


def test_abstention_by_hand() -> None:
    """Three answerable, two not; one of each left unanswered; one pair of six in the wrong order."""
    found = abstention_figures(
        [
            labelled(True, True, 0.9),
            labelled(True, True, 0.8),
            labelled(True, False, 0.3),
            labelled(False, True, 0.4),
            labelled(False, False, 0.1),
        ]
    )
    assert found is not None
    assert (found.questions, found.unanswerable, found.left_unanswered) == (5, 2, 2)
    assert found.auroc == pytest.approx(5 / 6)
    assert (found.accuracy, found.precision, found.recall, found.f1) == (3 / 5, 1 / 2, 1 / 2, 1 / 2)


def test_f1_weighs_precision_and_recall() -> None:
    """Two of three unanswerable and one answerable left unanswered: 2 * 2 / (3 + 3)."""
    answered = [(True, False), (True, True), (False, False), (False, False), (False, True)]
    found = abstention_figures([labelled(answerable, said, 0.5) for answerable, said in answered])
    assert found is not None
    assert found.f1 == pytest.approx(2 / 3)


def test_abstention_is_undefined_on_questions_of_one_kind() -> None:
    """All answerable: accuracy stands, the rest has nothing to be measured on."""
    found = abstention_figures([labelled(True, True, 0.9), labelled(True, True, 0.2)])
    assert found is not None
    assert (found.auroc, found.auroc_interval, found.accuracy) == (None, None, 1.0)
    assert (found.precision, found.recall, found.f1) == (None, None, None)
    assert abstention_figures([outcome(Question("q", "?"))]) is None


def test_equal_confidence_tells_nothing() -> None:
    """Ties count half, so a constant confidence has an AUROC of one half."""
    found = abstention_figures([labelled(True, True, 0.5), labelled(False, True, 0.5)])
    assert found is not None
    assert (found.auroc, found.precision, found.recall, found.f1) == (0.5, None, 0.0, 0.0)


def test_statuses_are_told_apart_by_what_the_set_says() -> None:
    """A partial answer is an answer."""
    partial = outcome(Question("q", "?", answerable=False), answer="Perhaps.", status="partial")
    found = abstention_figures([labelled(True, True, 0.9), partial, labelled(False, False, 0.1)])
    assert found is not None
    assert found.answerable_statuses == {"answered": 1.0}
    assert found.unanswerable_statuses == {"partial": 0.5, "unanswered": 0.5}
    assert found.left_unanswered == 1


def test_confidence_is_compared_with_what_is_answerable() -> None:
    """Two bins here: .9 of confidence where all is answerable, .25 where half is."""
    found = abstention_figures(
        [labelled(True, True, 0.9), labelled(False, True, 0.25), labelled(True, True, 0.25)]
    )
    assert found is not None
    assert found.reliability == (Bin(2, 0.25, 0.5), Bin(1, 0.9, 1.0))
    assert found.calibration_error == pytest.approx((2 * 0.25 + 0.1) / 3)


def test_the_interval_of_auroc_holds_it_and_narrows() -> None:
    """More questions tell more."""

    def width(questions: int) -> float:
        asked = [
            labelled(number % 2 == 0, True, (number * 7 % 10 + 3 * (number % 2 == 0)) / 20, str(number))
            for number in range(questions)
        ]
        found = abstention_figures(asked)
        assert found is not None
        assert found.auroc is not None
        assert found.auroc_interval is not None
        low, high = found.auroc_interval
        assert low <= found.auroc <= high
        return high - low

    assert 0 < width(400) < width(40) / 2


def test_both_askings_of_a_question_are_drawn_together() -> None:
    """One question, asked with and without what answers it, is no sample of many: there is no spread."""
    found = abstention_figures([labelled(True, True, 0.8), labelled(False, False, 0.3)])
    assert found is not None
    assert (found.auroc, found.auroc_interval) == (1.0, (1.0, 1.0))


@given(questions)
def test_auroc_is_that_of_scikit_learn(asked: list[tuple[float, bool, int]]) -> None:
    """With ties and weights; nan where a kind has no weight."""
    confidences, answerable = (
        np.array([each[0] for each in asked]),
        np.array([each[1] for each in asked], bool),
    )
    weights = np.array([each[2] for each in asked], np.float64)
    found = auroc(confidences, answerable, weights)
    if (weights @ answerable) * (weights @ ~answerable):
        assert found == pytest.approx(roc_auc_score(answerable, confidences, sample_weight=weights))
    else:
        assert isnan(found)
