"""The cross-encoder that an installation may choose."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import NoProgress as SilentIndex
from index.rerankers.overlap import OverlapReranker
from ingest.outcome import NoProgress as SilentCrawl
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

PAGE = "# Keys\n\n## Rotate\n\nPress Rotate.\n\n## Revoke\n\nPress Revoke to refuse an API key.\n"


def opened(data: Path, reranker: str) -> Workspace:
    """An installation that needs no embedding model."""
    return Workspace(Settings(data=data, embedders={}, multilingual="hashing", reranker=reranker))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of an installation that has synced two sections."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "keys.md").write_text(PAGE)
    workspace = opened(tmp_path / "data", "")
    crawl_site(workspace, SiteSettings(location=str(tmp_path / "docs")), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return tmp_path / "data"


def test_it_reads_the_passages_that_are_found(data: Path) -> None:
    """Where none is set, nobody does."""
    for name, read in (("overlap", True), ("", False)):
        found = opened(data, name).asker().find(Question("How do I refuse a key?"))
        assert found.hits
        assert all((hit.evidence.cross is not None) is read for hit in found.hits)


def test_it_is_opened_by_the_first_question_and_by_warming_up(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that asks nothing does not wait for it."""
    names: list[tuple[str, int]] = []

    def opener(name: str, threads: int) -> OverlapReranker:
        names.append((name, threads))
        return OverlapReranker()

    monkeypatch.setattr("service.wiring.open_reranker", opener)
    workspace = opened(data, "some/model")
    asker = workspace.asker()
    asker.generation()
    assert names == []
    asker.warm_up()
    assert names == [("some/model", workspace.settings.threads)]
    asker.ask(Question("How do I refuse a key?"))
    assert len(names) == 1


@pytest.mark.models
def test_missing_model_ends_a_question_in_one_line(data: Path, tmp_path: Path) -> None:
    """And leaves commands alone that do not need it."""
    own = {"ASKDOCS_EMBEDDERS": "{}", "ASKDOCS_MULTILINGUAL": "hashing", "COLUMNS": "200"}
    environment = {**os.environ, **own, "ASKDOCS_RERANKER": str(tmp_path / "none")}
    program = [str(Path(sys.executable).with_name("askdocs")), "--data", str(data)]
    asked, told = (
        subprocess.run([*program, *command], capture_output=True, text=True, env=environment, check=False)  # noqa: S603
        for command in (("ask", "How do I refuse a key?"), ("status",))
    )
    assert (asked.returncode, told.returncode) == (1, 0)
    (line,) = asked.stderr.splitlines()
    assert line.startswith(f"askdocs: No cross-encoder '{tmp_path}/none'")
    assert "ASKDOCS_RERANKER" in line
