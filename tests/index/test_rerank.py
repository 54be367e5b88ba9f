"""Reranking of a ranking's first passages."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.late import LateScores
from index.ranker import LinearRanker, RankFeatures
from index.rerank import LATE_WEIGHT, by_cross, by_features, by_late, rank_features
from index.store import Scored

FUSED = [Scored(7, 1.0), Scored(3, 0.75), Scored(5, 0.5), Scored(1, 0.25), Scored(2, 0.0)]
BY_DENSE = LinearRanker((1, 0, 0, 0, 0))
UNSAID = dict.fromkeys((field.name for field in fields(LateScores)), 0.0)


def features(dense: float) -> RankFeatures:
    """Features that differ in one."""
    return RankFeatures(dense, 0, 0, 0, 0)


def late(whole: float, even: float = 0, sentence: float = 0) -> LateScores:
    """Late scores that differ in these."""
    return LateScores(**{**UNSAID, "whole": whole, "even": even, "sentence": sentence})


def test_features_are_mapped_to_the_unit_interval() -> None:
    """Late scores over the passages that have them, which get 0 from a retriever that missed them."""
    scores = {1: late(0.25, 0.75, 0.5), 3: late(0.75, 0.25, 0.5), 5: late(0.5, 0.5, 0.5)}
    assert rank_features({1: 0.5, 2: 1.0}, {3: 0.75}, scores) == {
        1: RankFeatures(0.5, 0.0, 0.0, 1.0, 1.0),
        3: RankFeatures(0.0, 0.75, 1.0, 0.0, 1.0),
        5: RankFeatures(0.0, 0.0, 0.5, 0.5, 1.0),
    }


def test_reranked_passages_come_first() -> None:
    """They lie between 1 and the best of the others, which keep their order and scores."""
    order = by_features(FUSED, {7: features(-2), 5: features(6), 3: features(2)}, BY_DENSE)
    assert order == [Scored(5, 1.0), Scored(3, 0.625), Scored(7, 0.25), *FUSED[3:]]


def test_all_passages_may_be_reranked() -> None:
    """Then the last one has 0; a single one, or several alike, have 1, and nothing gives nothing."""
    assert by_features(FUSED[:2], {7: features(1), 3: features(2)}, BY_DENSE) == [
        Scored(3, 1.0),
        Scored(7, 0.0),
    ]
    assert by_features(FUSED[:2], {7: features(1), 3: features(1)}, BY_DENSE) == [
        Scored(3, 1.0),
        Scored(7, 1.0),
    ]
    assert by_features([], {}, BY_DENSE) == []


def test_late_scores_add_to_fused_ones() -> None:
    """Without a ranker each counts as weighted; passages that were not read come behind."""
    order = by_late(FUSED, {7: late(0.2), 3: late(0.6), 5: late(0.4)})
    sums = {7: 1.0, 3: 0.75 + LATE_WEIGHT, 5: 0.5 + LATE_WEIGHT / 2}
    span = max(sums.values()) - min(sums.values())
    assert [hit.passage for hit in order] == [3, *sorted((5, 7), key=lambda n: (-sums[n], n)), 1, 2]
    for hit in order[:3]:
        expected = 0.25 + 0.75 * (sums[hit.passage] - min(sums.values())) / span
        assert hit.score == pytest.approx(expected)
    assert order[3:] == FUSED[3:]


def test_cross_encoder_decides_the_order_of_what_it_read() -> None:
    """Their scores stay between their best and their worst; what was not read stays as it was."""
    order = by_cross(FUSED, {7: -8.0, 3: 4.0, 5: -2.0})
    assert order == [Scored(3, 1.0), Scored(5, 0.75), Scored(7, 0.5), *FUSED[3:]]
    assert by_cross(FUSED, {}) == FUSED


def test_what_a_cross_encoder_cannot_tell_apart_keeps_its_order() -> None:
    """The lower number is no better."""
    order = by_cross(FUSED, {7: 1.0, 3: 1.0, 5: 2.0})
    assert [hit.passage for hit in order] == [5, 7, 3, 1, 2]
    assert [hit.passage for hit in by_cross(FUSED, {7: 1.0, 3: 1.0})] == [7, 3, 5, 1, 2]


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=20).map(lambda scores: sorted(scores, reverse=True)),
    st.lists(st.floats(-9, 9), max_size=20),
)
def test_nothing_is_lost_and_scores_fall(scores: list[float], dense: list[float]) -> None:
    """Whatever is reranked, every passage is there once, and scores stay in [0, 1], best first."""
    fused = [Scored(number, score) for number, score in enumerate(scores)]
    ranked = {number: features(value) for number, value in enumerate(dense[: len(fused)])}
    order = by_features(fused, ranked, BY_DENSE)
    assert sorted(hit.passage for hit in order) == list(range(len(fused)))
    assert {hit.passage for hit in order[: len(ranked)]} == set(ranked)
    assert [hit.score for hit in order] == sorted((hit.score for hit in order), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in order)
