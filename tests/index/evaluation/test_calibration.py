"""Confidence against what came true, in bins."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.calibration import BINS, Bin, calibration_error, reliability

confidences = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_bins_have_equal_mass_however_confidence_is_spread() -> None:
    """Twenty questions make ten bins of two, though most of them are below .1."""
    values = [number / 1000 for number in range(18)] + [0.5, 0.9]
    table = reliability(values, [True] * 20)
    assert [each.n for each in table] == [2] * 10
    assert astuple(table[0]) == pytest.approx((2, 0.0005, 1.0))
    assert astuple(table[-1]) == pytest.approx((2, 0.7, 1.0))


def test_equal_confidences_are_never_told_apart() -> None:
    """However the questions are ordered, a constant confidence that is right on average has no error."""
    table = reliability([0.5] * 20, [True] * 10 + [False] * 10)
    assert table == (Bin(20, 0.5, 0.5),)
    assert calibration_error(table) == 0


def test_calibration_error_by_hand() -> None:
    """Bins of 3 and 1 that are .1 and .5 off: (3 * .1 + .5) / 4."""
    assert calibration_error([Bin(3, 0.4, 0.3), Bin(1, 0.5, 1.0)]) == pytest.approx(0.2)


@given(confidences)
def test_the_table_holds_each_question_once(asked: list[tuple[float, bool]]) -> None:
    """Bins rise in confidence, and their weighted shares make that of the whole."""
    values, answerable = zip(*asked, strict=True)
    table = reliability(values, answerable)
    means = [each.mean_confidence for each in table]
    assert len(table) <= BINS
    assert means == sorted(means)
    assert sum(each.n for each in table) == len(asked)
    assert sum(each.n * each.share_answerable for each in table) == pytest.approx(sum(answerable))
    assert 0 <= calibration_error(table) <= 1
