"""The interval of a mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bootstrap import bootstrap_interval


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
