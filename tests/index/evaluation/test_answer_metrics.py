"""Figures on hand-worked answers."""

from dataclasses import replace

import pytest

from index.evaluation.answer_metrics import answer_figures, yes_no_figures
from index.evaluation.bootstrap import bootstrap_interval
from index.evaluation.dataset import Question
from index.evaluation.outcome import Outcome
from tests.index.evaluation.outcomes import outcome


def told(label: str, answer: str, language: str = "en") -> Outcome:
    """What was answered to a question that is labelled yes, no or none."""
    return outcome(Question("q", "?", "en", yes_no=label), answer=answer, language=language)


def test_answer_figures_take_the_best_gold_answer() -> None:
    """One right answer, one left unanswered (its sentence does not count), one checked by words alone."""
    gold = Question("g", "?", "en", answers=("Paris", "city of Paris"))
    refused = replace(outcome(gold, answer="Paris is not in the docs."), answered=False)
    worded = Question("w", "?", "en", must_contain=("Enterprise",))
    found = answer_figures(
        [outcome(gold, answer="The city of Paris [1]"), refused, outcome(worded, answer="Basic")]
    )
    assert (found.with_gold, found.contains, found.token_f1, found.overlap) == (2, 0.5, 0.5, 0.5)
    assert (found.with_words, found.right_words) == (1, 0.0)
    assert found.mean_words == pytest.approx((4 + 1) / 2)


def test_answer_figures_tell_how_sure_they_are() -> None:
    """Each mean over gold answers has its interval."""
    gold = Question("g", "?", "en", answers=("blue whale",))
    found = answer_figures([outcome(gold, answer=answer) for answer in ("blue whale", "blue sea sings", "x")])
    assert found.token_f1 == pytest.approx((1 + 2 / 5) / 3)
    assert found.token_f1_interval == bootstrap_interval([1, 2 / 5, 0])
    assert found.overlap == pytest.approx((1 + 1 / 2) / 3)
    assert found.overlap_interval == bootstrap_interval([1, 1 / 2, 0])


def test_answers_without_labels_have_no_figures() -> None:
    """Nothing to compare with is None, not zero."""
    found = answer_figures([outcome(Question("q", "?"))])
    assert (found.contains, found.contains_interval, found.token_f1) == (None, None, None)
    assert (found.token_f1_interval, found.overlap, found.overlap_interval) == (None, None, None)
    assert (found.right_words, found.mean_words, found.yes_no) == (None, None, None)


def test_yes_and_no_by_hand() -> None:
    """Of four such questions two are told right, one wrong, one not at all; of two others one is told."""
    found = yes_no_figures(
        [
            told("yes", "Yes. It is."),
            told("yes", "No."),
            told("yes", "It is."),
            told("no", "Não é possível.", "pt"),
            told("none", "10"),
            told("none", "No limits."),
            outcome(Question("unlabelled", "?"), answer="Yes."),
        ]
    )
    assert found is not None
    assert (found.questions, found.yes, found.accuracy, found.wrong) == (4, 3, 0.5, 0.25)
    assert found.accuracy_interval == bootstrap_interval([1, 0, 0, 1])
    assert (found.others, found.others_told) == (2, 0.5)


def test_a_question_left_unanswered_is_told_neither_yes_nor_no() -> None:
    """Its sentence does not count, even if it begins so."""
    found = yes_no_figures([replace(told("no", "No answer is given."), answered=False)])
    assert found is not None
    assert (found.accuracy, found.wrong, found.others_told) == (0.0, 0.0, None)
