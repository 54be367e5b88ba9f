"""How the benchmark of steering makes its variants, and what it counts."""

from pathlib import Path

import pytest

from index.evaluation.dataset import Question as Labelled
from index.evaluation.ranking_metrics import rank_values
from service.evaluate import NoWatcher
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.steering import arguments
from tests.benchmarks.steering_goal import next_turns, of_one_section
from tests.benchmarks.steering_history import earlier
from tests.benchmarks.steering_page import asked_from, group
from tests.benchmarks.steering_set import Sets, plain
from tests.benchmarks.steering_tables import rows, table

TURNS = [Labelled(f"{name}<::>{turn}", f"{name}{turn}") for name in "ab" for turn in (2, 10, 1)]


def test_history_is_what_was_asked_before_in_the_conversation() -> None:
    """Turns are numbers: the tenth comes after the second."""
    assert earlier(TURNS)["a<::>10"] == ("a1", "a2")
    assert earlier(TURNS)["b<::>1"] == ()


def test_goal_is_the_next_turn_of_the_conversation() -> None:
    """The last turn has none."""
    assert next_turns(TURNS) == {
        "a<::>1": "a<::>2",
        "a<::>2": "a<::>10",
        "b<::>1": "b<::>2",
        "b<::>2": "b<::>10",
    }


def test_goal_is_answered_by_another_page_of_the_section() -> None:
    """The next such question in the order of the set; one without stays without a goal."""
    gold = {"1": "/g/a", "2": "/g/a", "3": "/g/b", "4": "/h/c"}
    questions = [Labelled(id, id) for id in gold]
    pages = {id: frozenset({page}) for id, page in gold.items()}
    assert of_one_section(questions, pages) == {"1": "3", "2": "3", "3": "1"}


@pytest.mark.parametrize(("page", "its"), [("Normans#3", "Normans"), ("/guide/a/b", "/guide/a")])
def test_article_and_folder_are_groups(page: str, its: str) -> None:
    """Of ready passages and of pages."""
    assert group(page) == its


def test_question_is_asked_from_three_kinds_of_page() -> None:
    """None of the wrong ones answers; the same question always draws the same pages."""
    pages = ["A#0", "A#1", "A#2", "B#0"]
    places = asked_from(Labelled("1", "?"), {"A#0"}, pages)
    assert places == asked_from(Labelled("1", "?"), {"A#0"}, pages)
    assert places["the page that answers"] == "A#0"
    assert places["another of its article or section"] in {"A#1", "A#2"}
    assert places["one of another article or section"] == "B#0"
    assert asked_from(Labelled("1", "?"), {"B#0"}, pages)["another of its article or section"] == ""


def test_table_compares_each_variant_with_the_first() -> None:
    """Means with intervals, and differences with their p-values."""
    gold = {"1": {"a": 1}, "2": {"b": 1}}
    before = rank_values(gold, {"1": ["a"], "2": ["a", "b"]})
    after = rank_values(gold, {"1": ["a"], "2": ["b", "a"]})
    lines = rows("set", {"before": before, "after": after}, ["1", "2"])
    assert lines[0][:3] == ("set", "2", "before")
    assert lines[0][-2:] == ("", "")
    assert lines[1][-1] == "+.500 (1.000)"
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert rows("none", {"before": before}, []) == []


def test_what_to_measure_may_be_chosen() -> None:
    """All, if nothing is said."""
    assert arguments(["DATA"]).only == ["history", "page", "goal"]
    assert arguments(["DATA", "--only", "goal"]).only == ["goal"]


@pytest.mark.shared
def test_a_set_is_asked_as_users_ask(shared: Path, tmp_path: Path) -> None:
    """Only questions with a label are; pages are named as in the labels."""
    workspace = Workspace(Settings(data=tmp_path, embedders={}, multilingual="hashing"))
    which = Sets(workspace, shared / "data", NoWatcher(), 3).opened("xquad-en")
    ranks = which.ranks({each.id: plain(each) for each in which.questions})
    assert len(ranks) == 3
    assert max(each.recall_at_5 for each in ranks.values()) == 1.0
    assert which.gold(which.questions[0].id) <= set(which.urls)
