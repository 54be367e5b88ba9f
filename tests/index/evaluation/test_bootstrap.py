"""The interval of a mean, and of any statistic."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.bootstrap import bootstrap_interval, weighted_interval


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    """For 200 coin throws the normal approximation is 0.5 ± 1.96 * sqrt(.25 / 200) = 0.5 ± .069."""
    throws = [0.0, 1.0] * 100
    low, high = bootstrap_interval(throws)
    assert (low, high) == bootstrap_interval(throws)
    assert low == pytest.approx(0.431, abs=0.01)
    assert high == pytest.approx(0.569, abs=0.01)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_interval_lies_within_the_values(values: list[float]) -> None:
    """A mean of resampled values cannot leave their range."""
    low, high = bootstrap_interval(values, resamples=50)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


def test_the_mean_as_a_statistic_has_the_same_interval() -> None:
    """The draws differ, so it does by a little."""
    throws = np.array([0.0, 1.0] * 100)
    found = weighted_interval(lambda drawn: float(drawn @ throws / drawn.sum()), throws.size)
    assert found == pytest.approx(bootstrap_interval(throws.tolist()), abs=0.02)


def test_as_many_units_are_drawn_as_there_are() -> None:
    """Each resample is as large as the sample."""
    assert weighted_interval(lambda drawn: float(drawn.sum()), 7) == (7, 7)


def test_resamples_without_a_value_are_left_out() -> None:
    """A statistic that is never defined has no interval."""
    assert weighted_interval(lambda drawn: 3.0 if drawn[0] else nan, 5) == (3, 3)
    assert weighted_interval(lambda _: nan, 5) is None
