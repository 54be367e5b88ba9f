"""`askdocs gaps`: what is asked in vain, in a terminal and for machines."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from service.app import create_app
from service.cli import app
from service.operation import Served
from service.wiring import Workspace
from tests.service.bilingual import PAGES, QUESTION, UNANSWERABLE, installed

KEYS = (
    "# Chaves\n\n## Rotate an API key\n\nAbra a console e aperte Rotate ao lado da API key.\n\n"
    "## Validade\n\nCada chave vale por 90 dias.\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A site that was asked three questions, and whose Portuguese page on keys has gone its own way."""
    made = installed(tmp_path, PAGES | {"keys.md": KEYS})
    with TestClient(create_app(made.asker(), operation=made.operation(Served("127.0.0.1")))) as client:
        for question in (UNANSWERABLE, UNANSWERABLE, QUESTION):
            client.get("/en/keys.md", params={"ask": question})
    return made


def gaps(workspace: Workspace, *arguments: str) -> Result:
    """Run the command in this process."""
    settings = {"ASKDOCS_EMBEDDERS": "{}", "ASKDOCS_MULTILINGUAL": "hashing", "COLUMNS": "200"}
    return CliRunner().invoke(app, ["--data", str(workspace.settings.data), "gaps", *arguments], env=settings)


def test_report_names_what_is_missing(workspace: Workspace) -> None:
    """The questions with their outline, and the pages that no answer came from."""
    done = gaps(workspace, "--days", "7")
    assert done.exit_code == 0, done.stderr
    assert "3 questions in 7 days: 1 answered, 0 partial, 2 unanswered." in done.stdout
    table, _, outline = done.stdout.partition("▌")
    assert "Who painted zebras" in table  # a narrow terminal breaks it there
    assert outline.count(UNANSWERABLE) == 2  # as heading and as a question
    assert "6 pages that no answer came from" in done.stdout
    assert "pt has a section that en lacks: “Validade”" in done.stdout


def test_machines_get_the_same(workspace: Workspace) -> None:
    """Whole, as JSON."""
    told = json.loads(gaps(workspace, "--json").stdout)
    assert (told["days"], told["asked"]) == (30, 3)
    assert told["statuses"] == {"answered": 1, "partial": 0, "unanswered": 2}
    (topic,) = told["topics"]
    assert (topic["name"], topic["asked"], topic["languages"]) == (UNANSWERABLE, 2, ["en"])
    assert f"- {UNANSWERABLE}" in topic["stub"]
    assert "/en/billing/support" not in {page["url"] for page in told["unused"]}
    assert "/en/keys" in {page["url"] for page in told["unused"]}
    (drift,) = told["twins"]
    assert drift["pages"] == ["/en/keys", "/keys"]
    assert drift["differences"][0] == "pt has a section that en lacks: “Validade”"


def test_without_questions_it_says_so(tmp_path: Path) -> None:
    """No table of topics, and no page is called useless."""
    done = gaps(installed(tmp_path), "--days", "7")
    assert done.exit_code == 0, done.stderr
    assert "0 questions in 7 days" in done.stdout
    assert "no answer came from" not in done.stdout


def test_nothing_indexed_is_told(tmp_path: Path) -> None:
    """As by every other command."""
    done = CliRunner().invoke(app, ["--data", str(tmp_path), "gaps"])
    assert "askdocs sync SITE" in str(done.exception)
