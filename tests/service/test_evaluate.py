"""What an evaluation tells the code that it measures."""

from collections.abc import Sequence
from pathlib import Path

from index.stage import Stage
from index.store import Store
from service.ask import Asker
from service.evaluate import NoWatcher, evaluate
from service.settings import Settings
from service.wiring import Workspace
from tests.index.dataset_files import ready_passages


class Opened(Workspace):
    """An installation that remembers what it answered with."""

    askers: list[Asker]

    def asker(self, store: Store | None = None, languages: Sequence[str] = ()) -> Asker:
        """What answers questions."""
        self.askers.append(made := Workspace.asker(self, store, languages))
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
