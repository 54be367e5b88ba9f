"""What an evaluation tells the code that it measures."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import DatasetError
from index.stage import Stage
from index.store import Store
from service.ask import Asker
from service.evaluate import GoldRemoval, NoWatcher, evaluate
from service.settings import Settings
from service.wiring import Shared, Workspace
from tests.index.dataset_files import Line, ready_passages, write_lines, write_qrels


class Opened(Workspace):
    """An installation that remembers what it answered with."""

    askers: list[Asker]

    def asker(
        self, store: Store | None = None, languages: Sequence[str] = (), shared: Shared | None = None
    ) -> Asker:
        """What answers questions."""
        self.askers.append(made := Workspace.asker(self, store, languages, shared))
        return made


def opened(folder: Path) -> Opened:
    """One that needs no model."""
    workspace = Opened(Settings(data=folder, embedders={}, multilingual="hashing"))
    object.__setattr__(workspace, "askers", [])
    return workspace


def test_stages_left_out_reach_the_asker(tmp_path: Path) -> None:
    """And the figures say that they were."""
    workspace = opened(tmp_path / "data")
    location = ready_passages(tmp_path)
    found = evaluate(workspace, location, without=[Stage.LATE, Stage.DENSE], watcher=NoWatcher())
    assert [asker.without for asker in workspace.askers] == [frozenset({Stage.DENSE, Stage.LATE})]
    assert found.without == (Stage.DENSE, Stage.LATE)
    assert ("without", "dense, late") in list(found.rows())


def test_nothing_is_left_out_unasked(tmp_path: Path) -> None:
    """The whole of retrieval is measured."""
    workspace = opened(tmp_path / "data")
    found = evaluate(workspace, ready_passages(tmp_path), watcher=NoWatcher())
    assert [asker.without for asker in workspace.askers] == [frozenset()]
    assert "without" not in dict(found.rows())


def whales(folder: Path, *questions: Line) -> Path:
    """A data set of two passages about whales, with these questions; `both` and `blue` have labels."""
    write_lines(
        folder / "corpus.jsonl",
        [
            {"_id": "blue", "text": "The blue whale eats krill in the southern ocean."},
            {"_id": "grey", "text": "The grey whale eats molluscs on the sea floor."},
        ],
    )
    write_lines(folder / "queries.jsonl", questions)
    write_qrels(
        folder / "qrels.tsv", [("both", "blue"), ("both", "grey"), ("blue", "blue"), ("never", "blue")]
    )
    return folder


BLUE = {"_id": "blue", "text": "What does the blue whale eat?", "answers": ["krill"]}


def test_gold_is_removed_and_the_question_asked_again(tmp_path: Path) -> None:
    """Confidence falls with the page; rankings and answers are those of the question as it is."""
    questions = (BLUE, {"_id": "both", "text": "What does a whale eat?"})
    found = evaluate(
        opened(tmp_path / "data"), whales(tmp_path, *questions), remove_gold=True, watcher=NoWatcher()
    )
    assert found.gold_removal == GoldRemoval(questions=2, not_asked=0, fewest_hits=0)
    assert (found.figures.questions, found.figures.answers.with_gold) == (2, 1)
    assert found.figures.retrieval is not None
    assert found.figures.retrieval.recall_at_5 == 1.0
    abstention = found.figures.abstention
    assert abstention is not None
    assert (abstention.questions, abstention.unanswerable) == (4, 2)
    assert abstention.auroc == 1.0
    assert abstention.reliability[0].mean_confidence == 0.0


def test_questions_that_cannot_lose_their_answer_are_not_asked(tmp_path: Path) -> None:
    """Those that the set calls unanswerable, and those that no page is known to answer."""
    never = {"_id": "never", "text": "Who counted the whales?", "answerable": False}
    location = whales(tmp_path, BLUE, never, {"_id": "unlabelled", "text": "What is krill?"})
    found = evaluate(opened(tmp_path / "data"), location, remove_gold=True, watcher=NoWatcher())
    assert found.gold_removal == GoldRemoval(questions=1, not_asked=2, fewest_hits=1)
    assert found.figures.questions == 1


def test_a_set_without_gold_has_none_to_remove(tmp_path: Path) -> None:
    """The message says what to leave out."""
    location = whales(tmp_path, BLUE)
    write_qrels(location / "qrels.tsv", [("blue", "elsewhere")])
    with pytest.raises(DatasetError, match="leave out --remove-gold"):
        evaluate(opened(tmp_path / "data"), location, remove_gold=True, watcher=NoWatcher())


def test_nothing_is_removed_unasked(tmp_path: Path) -> None:
    """A set that does not say what is answerable then has no figures of abstention."""
    found = evaluate(opened(tmp_path / "data"), whales(tmp_path, BLUE), watcher=NoWatcher())
    assert (found.gold_removal, found.figures.abstention) == (None, None)
    assert sum(found.figures.statuses.values()) == 1.0
