"""The command line, run as a program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from service.cli import app
from service.wiring import Workspace

SITE = {
    "README.md": "# Home\n\nAcme answers questions.",
    "SUMMARY.md": "* [Home](README.md)\n* [Groups](groups.md)\n",
    "groups.md": "# Groups\n\n## Create a group\n\nClick **Create** in the upper right corner, name it.\n",
}


def askdocs(*arguments: str | Path, data: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed program, with the embedder that needs no model."""
    environment = {
        **os.environ,
        "ASKDOCS_EMBEDDERS": "{}",
        "ASKDOCS_MULTILINGUAL": "hashing",
        "COLUMNS": "200",
    }
    program = Path(sys.executable).with_name("askdocs")
    command = [program, "--data", data, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that has synced a small folder."""
    folder = tmp_path_factory.mktemp("site")
    for name, text in SITE.items():
        (folder / name).write_text(text)
    data = tmp_path_factory.mktemp("data")
    done = askdocs("sync", folder, data=data)
    assert done.returncode == 0, done.stderr
    return data


def test_every_command_has_help_and_an_example() -> None:
    """Nobody has to guess how a command is called."""
    commands = get_command(app).commands  # type: ignore[attr-defined] # a group of commands
    assert set(commands) == {
        "crawl", "index", "sync", "ask", "explain", "serve", "mcp", "status", "changes", "export", "evaluate",
        "keys", "conformance", "gaps", "dev-cluster", "drop-tenant", "enqueue", "worker", "jobs",
    }  # fmt: skip
    for name, command in commands.items():
        assert command.help
        assert f"askdocs {name}" in command.epilog
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name}"


def test_answer_is_printed_as_markdown_and_as_json(synced: Path) -> None:
    """The same answer in both forms."""
    question = "How do I create a group?"
    text = askdocs("ask", question, data=synced)
    assert text.returncode == 0
    assert text.stdout.startswith(f"# {question}\n")
    body = json.loads(askdocs("ask", question, "--json", data=synced).stdout)["answer"]
    assert body["answer"]["markdown"] in text.stdout
    assert "**Create**" in body["answer"]["markdown"]


def test_follow_up_is_asked_with_the_questions_before_it(synced: Path) -> None:
    """It is answered by what they name, and shown as it was asked."""
    before = ("--history", "Who may invite users?", "--history", "How do I create a group?")
    alone, done = (
        askdocs("ask", "And where exactly?", *history, data=synced).stdout for history in ((), before)
    )
    assert "**Create**" not in alone
    assert "**Create**" in done
    assert done.startswith("# And where exactly?\n")


def test_second_sync_changes_nothing(synced: Path) -> None:
    """The generation stays as it is where no page changed."""
    before = json.loads(askdocs("status", "--json", data=synced).stdout)
    again = askdocs("sync", data=synced)
    assert "is up to date" in again.stderr
    after = json.loads(askdocs("status", "--json", data=synced).stdout)
    assert after["generation"]["number"] == before["generation"]["number"]
    assert after["generation"]["built_at"] == before["generation"]["built_at"]
    assert after["generation"]["checked_at"] > before["generation"]["checked_at"]


def test_status_tells_pages_models_and_age(synced: Path) -> None:
    """What is served, of which age, by which models."""
    found = json.loads(askdocs("status", "--json", data=synced).stdout)
    (site,) = found["sites"]
    assert (site["pages"], site["reasons"], found["syncing"]) == ({"en": 2}, {}, False)
    assert found["generation"]["pages"] == {"en": 2}
    assert found["generation"]["embedders"]["en"][0].startswith("hashing")
    assert 0 <= found["generation"]["checked_age_seconds"] <= found["generation"]["age_seconds"] + 60
    assert "passages" in askdocs("status", data=synced).stdout


def test_export_gives_pages_and_verbatim_passages(synced: Path) -> None:
    """JSON lines with the promised fields; each passage is a substring of its page."""
    pages = [json.loads(line) for line in askdocs("export", "pages", data=synced).stdout.splitlines()]
    passages = [json.loads(line) for line in askdocs("export", "passages", data=synced).stdout.splitlines()]
    assert {tuple(page) for page in pages} == {("url", "language", "title", "markdown")}
    markdown = {page["url"]: page["markdown"] for page in pages}
    for passage in passages:
        assert list(passage) == ["page_url", "heading_path", "anchor", "language", "markdown", "text"]
        assert passage["markdown"] in markdown[passage["page_url"]]
    assert passages[-1]["heading_path"] == ["Create a group"]
    assert passages[-1]["anchor"] == "create-a-group"


def test_evaluate_prints_and_writes_figures(synced: Path, tmp_path: Path) -> None:
    """Questions for the live index, measured through the serving code."""
    questions = tmp_path / "questions.jsonl"
    line = {"_id": "q", "text": "How do I create a group?", "pages": ["/groups"], "must_contain": ["Create"]}
    questions.write_text(json.dumps({**line, "answerable": True}) + "\n")
    figures = tmp_path / "figures.json"
    done = askdocs("evaluate", questions, "--json", figures, data=synced)
    assert done.returncode == 0, done.stderr
    assert "hit_at_1" in done.stdout
    written = json.loads(figures.read_text())["figures"]
    assert written["retrieval"]["hit_at_1"] == 1.0
    assert written["answers"]["right_words"] == 1.0


def test_evaluate_tells_which_stages_were_left_out(synced: Path, tmp_path: Path) -> None:
    """The option may be repeated; a stage that does not exist is refused."""
    questions, figures = tmp_path / "questions.jsonl", tmp_path / "figures.json"
    questions.write_text(json.dumps({"_id": "q", "text": "What is Acme?", "pages": ["/"]}) + "\n")
    stages = ("--without", "late", "--without", "features")
    done = askdocs("evaluate", questions, *stages, "--json", figures, data=synced)
    assert done.returncode == 0, done.stderr
    assert json.loads(figures.read_text())["without"] == ["features", "late"]
    assert "features, late" in done.stdout
    assert askdocs("evaluate", questions, "--without", "luck", data=synced).returncode == 2


def test_evaluate_asks_without_the_pages_that_answer(synced: Path, tmp_path: Path) -> None:
    """The figures of abstention are then printed, with the table of confidence, and written."""
    questions, figures = tmp_path / "questions.jsonl", tmp_path / "figures.json"
    line = {"_id": "q", "text": "How do I create a group?", "pages": ["/groups"], "answers": ["Click Create"]}
    questions.write_text(json.dumps(line | {"yes_no": "none"}) + "\n")
    done = askdocs("evaluate", questions, "--remove-gold", "--json", figures, data=synced)
    assert done.returncode == 0, done.stderr
    shown = ("abstention.f1", "auroc_interval", "calibration_error", "share answerable", "answers.overlap",
             "token_f1_interval", "yes_no.others_told", "statuses.", "gold_removal.questions")  # fmt: skip
    assert [name for name in shown if name not in done.stdout] == []
    written = json.loads(figures.read_text())
    assert written["gold_removal"] == {"questions": 1, "not_asked": 0, "fewest_hits": 1}
    assert sum(each["n"] for each in written["figures"]["abstention"]["reliability"]) == 2


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("crawl", "no/such/folder"), "neither a web address nor an existing folder"),
        (("ask", "why"), "askdocs sync SITE"),
        (("serve",), "askdocs sync SITE"),
        (("index",), "askdocs crawl SITE"),
        (("evaluate", "no/such/set"), "is no data set"),
    ],
)
def test_mistake_ends_in_one_line_of_advice(tmp_path: Path, arguments: tuple[str, ...], advice: str) -> None:
    """Status 1, no traceback, and what to do next."""
    done = askdocs(*arguments, data=tmp_path)
    assert done.returncode == 1
    assert advice in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.models
def test_workspace_of_the_sample_holds_both_languages(sample: Workspace) -> None:
    """The bundled sample gives pages and passages in Portuguese and English."""
    info = sample.asker().generation().info
    assert set(info.pages) == set(info.passages) == {"en", "pt"}
