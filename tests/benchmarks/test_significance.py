"""The randomisation test, on differences whose p-value is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.accepted import Compared
from tests.benchmarks.comparison import compared
from tests.benchmarks.significance import p_value

values = st.lists(st.floats(-1, 1, allow_subnormal=False), max_size=30)


@pytest.mark.parametrize("differences", [[], [0.0] * 50, [0.25, -0.25] * 30])
def test_equal_runs_are_not_told_apart(differences: list[float]) -> None:
    """Whatever the signs, the mean is at least as far from 0 as 0 is."""
    assert p_value(differences) == 1


def test_a_clear_difference_is_told() -> None:
    """Forty questions, all better: by chance once in 2^39."""
    assert p_value([0.1] * 40) < 0.001
    assert p_value([-0.1] * 40) < 0.001


def test_few_questions_give_the_exact_share_of_signs() -> None:
    """Of the 8 choices of three signs, two are as far from 0: 1/4. Of 16 for 3, 1, 1, 1 as far as 4: 8/16."""
    assert p_value([1.0, 1.0, 1.0]) == pytest.approx(2 / 8, abs=0.02)
    assert p_value([3.0, 1.0, 1.0, -1.0]) == pytest.approx(8 / 16, abs=0.02)


def test_questions_that_did_not_change_tell_nothing() -> None:
    """Zeros have no sign to flip."""
    assert p_value([0.5, -0.2, 0.1]) == p_value([0.5, 0.0, -0.2, 0.0, 0.1])


@given(values)
def test_the_p_value_is_a_share_and_can_be_repeated(differences: list[float]) -> None:
    """In (0, 1], the same each time, and whichever run is the better one."""
    found = p_value(differences, flips=200)
    assert 0 < found <= 1
    assert found == p_value(differences, flips=200)
    assert found == p_value([-value for value in differences], flips=200)


def test_runs_are_compared_on_the_questions_of_both() -> None:
    """One question is new, one no longer asked; of the two others one is better."""
    worse, better = Compared(0.0, 0.0, 0.1), Compared(1.0, 1.0, 1.0)
    found = compared({"a": better, "b": worse, "new": worse}, {"a": worse, "b": worse, "former": better})
    assert found is not None
    assert found.questions == 2
    assert (found.ndcg_at_5.mean, found.hit_at_1.mean) == (0.5, 0.5)
    assert found.reciprocal_rank.mean == pytest.approx(0.45)
    assert found.hit_at_1.p == 1


def test_there_is_nothing_to_compare_with_before_a_run_is_accepted() -> None:
    """Nor where it asked other questions."""
    one = Compared(0.0, 0.0, 0.0)
    assert compared({"a": one}, None) is None
    assert compared({"a": one}, {"b": one}) is None
