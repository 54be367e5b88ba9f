"""Figures on hand-worked rankings."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.bootstrap import bootstrap_interval
from index.evaluation.ranking_metrics import MEASURES, rank_values, retrieval

SECOND = 1 / math.log2(3)
"""What a relevant page in second place adds to DCG."""

pages = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True)


def test_ranks_give_the_textbook_figures() -> None:
    """First, second and sixth place, and a question that found nothing, averaged."""
    qrels = {name: {"gold": 1} for name in ("first", "second", "sixth", "none")}
    run = {"first": ["gold", "x"], "second": ["x", "gold"], "sixth": [*"vwxyz", "gold"], "none": []}
    found = retrieval(qrels, run)
    assert found is not None
    assert found.questions == 4
    assert found.hit_at_1 == pytest.approx(1 / 4)
    assert found.hit_at_5 == found.recall_at_5 == pytest.approx(2 / 4)
    assert found.recall_at_10 == pytest.approx(3 / 4)
    assert found.mrr_at_10 == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
    assert found.ndcg_at_5 == pytest.approx((1 + SECOND) / 4)
    assert found.ndcg_at_10 == pytest.approx((1 + SECOND + 1 / math.log2(7)) / 4)


def test_several_relevant_pages_share_the_recall_and_the_ideal_gain() -> None:
    """Two of three relevant pages in places one and three."""
    found = retrieval({"q": {"a": 1, "b": 1, "c": 1}}, {"q": ["a", "x", "b"]})
    assert found is not None
    assert found.recall_at_5 == pytest.approx(2 / 3)
    assert found.ndcg_at_5 == pytest.approx((1 + 1 / 2) / (1 + SECOND + 1 / 2))


def test_a_question_without_a_run_counts_as_nothing_found() -> None:
    """A question may be missing from the run altogether; a run may hold questions that nobody judged."""
    found = retrieval({"asked": {"a": 1}, "lost": {"a": 1}}, {"asked": ["a"], "other": ["a"]})
    assert found is not None
    assert (found.questions, found.hit_at_1, found.mrr_at_10) == (2, 0.5, 0.5)


def test_a_repeated_page_stands_where_it_stood_first() -> None:
    """Two passages of one page take one place."""
    found = retrieval({"q": {"gold": 1}}, {"q": ["x", "x", "gold", "x"]})
    assert found is not None
    assert found.mrr_at_10 == 0.5


def test_the_order_of_the_run_alone_decides() -> None:
    """Pages rank as they are listed, whatever their names."""
    for best, other in (("a", "b"), ("b", "a")):
        found = retrieval({"q": {best: 1}}, {"q": [best, other]})
        assert found is not None
        assert found.ndcg_at_5 == found.mrr_at_10 == found.hit_at_1 == 1


def test_a_question_without_a_relevant_page_is_left_out() -> None:
    """Grade 0 is a judgement too, but nothing that could be found; without any gold there are no figures."""
    found = retrieval({"q": {"a": 1}, "graded": {"a": 0}, "empty": {}}, {"q": ["a"]})
    assert found is not None
    assert found.questions == 1
    assert retrieval({"graded": {"a": 0}}, {"graded": ["a"]}) is None


@given(pages, pages)
def test_rank_figures_lie_between_0_and_1_and_agree(relevant: list[str], run: list[str]) -> None:
    """Deeper cut-offs find no less, and a hit in first place is a reciprocal rank of 1."""
    found = retrieval({"q": dict.fromkeys(relevant, 1)}, {"q": run})
    if found is None:
        assert not relevant
        return
    assert 0 <= found.recall_at_5 <= found.recall_at_10 <= 1
    assert 0 <= found.ndcg_at_5 <= 1
    assert found.hit_at_1 <= found.mrr_at_10 <= found.hit_at_5 or found.hit_at_5 == 0
    assert (found.hit_at_1 == 1) == (bool(run) and run[0] in relevant)


def test_each_question_has_its_values() -> None:
    """By id, in the order of the labels; one that found nothing has zeros."""
    found = rank_values({"lost": {"a": 1}, "second": {"a": 1}}, {"second": ["x", "a"]})
    assert list(found) == ["lost", "second"]
    assert {getattr(found["lost"], name) for name in MEASURES} == {0.0}
    second = found["second"]
    assert (second.hit_at_1, second.hit_at_5, second.mrr_at_10) == (0, 1, 0.5)
    assert second.ndcg_at_5 == pytest.approx(SECOND)


def test_every_mean_has_its_interval() -> None:
    """That of the values of its measure."""
    qrels = {str(number): {"gold": 1} for number in range(40)}
    run = {id: ["gold"] if int(id) % 4 else ["x", "gold"] for id in qrels}
    found = retrieval(qrels, run)
    assert found is not None
    assert found.intervals.hit_at_1 == bootstrap_interval([1.0 if int(id) % 4 else 0.0 for id in qrels])
    assert found.intervals.hit_at_5 == (1.0, 1.0)
    for name in MEASURES:
        low, high = getattr(found.intervals, name)
        assert low <= getattr(found, name) <= high
