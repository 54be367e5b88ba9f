"""Fusion of two rankings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import convex, min_max
from index.store import Scored

RANKINGS = st.dictionaries(st.integers(0, 50), st.floats(-5, 5), max_size=20).map(
    lambda scores: [Scored(passage, score) for passage, score in scores.items()]
)


def test_scores_are_normalised_to_the_unit_interval() -> None:
    """The best has 1, the worst 0, the others lie between in proportion."""
    assert min_max([Scored(1, 10.0), Scored(2, 4.0), Scored(3, 7.0)]) == {1: 1.0, 2: 0.0, 3: 0.5}


def test_equal_scores_are_all_best() -> None:
    """A single passage, or several alike, are as good as it gets."""
    assert min_max([Scored(4, 0.2), Scored(5, 0.2)]) == {4: 1.0, 5: 1.0}
    assert min_max([]) == {}


def test_passage_that_one_retriever_missed_counts_as_its_worst() -> None:
    """Each score is the weighted mean of both, with 0 for a miss; equal ones keep the lower number first."""
    fused = convex({1: 1.0, 2: 0.4}, {2: 1.0, 3: 0.8}, dense_weight=0.25)
    assert [hit.passage for hit in fused] == [2, 3, 1]
    assert [hit.score for hit in fused] == pytest.approx([0.85, 0.6, 0.25])
    assert [hit.passage for hit in convex({7: 1.0, 3: 1.0}, {})] == [3, 7]


@given(RANKINGS, RANKINGS)
def test_fused_ranking_holds_each_passage_once_in_falling_order(
    dense: list[Scored], lexical: list[Scored]
) -> None:
    """Nothing is lost or doubled, and scores stay in the unit interval."""
    fused = convex(min_max(dense), min_max(lexical))
    assert {hit.passage for hit in fused} == {hit.passage for hit in [*dense, *lexical]}
    assert len(fused) == len({hit.passage for hit in fused})
    scores = [hit.score for hit in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
