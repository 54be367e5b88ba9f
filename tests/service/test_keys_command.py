"""The commands that make, list and revoke keys."""

import json
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from service.cli import app
from service.errors import KeyNameError
from service.keys import KeyRing, Scope


def askdocs(data: Path, *arguments: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def test_key_is_printed_once_and_opens(tmp_path: Path) -> None:
    """On standard output alone, so that it can be piped; what was chosen is kept with it."""
    made = askdocs(tmp_path, "keys", "create", "chatbot", "--scope", "ask", "--rate", "100/minute")
    assert made.exit_code == 0
    key = KeyRing(tmp_path / "keys.db").known(made.stdout.strip())
    assert key
    assert (key.name, key.scopes, key.rate) == ("chatbot", frozenset({Scope.ASK}), "100/minute")


def test_list_shows_everything_but_the_key(tmp_path: Path) -> None:
    """For people and for machines; what was revoked is shown as such."""
    made = [askdocs(tmp_path, "keys", "create", name).stdout.strip() for name in ("one", "two")]
    assert askdocs(tmp_path, "keys", "revoke", "one").exit_code == 0
    text = askdocs(tmp_path, "keys", "list").stdout
    assert "one  ask,search  no limit  revoked 20" in text
    assert "two  ask,search  no limit  in use" in text
    listed = json.loads(askdocs(tmp_path, "keys", "list", "--json").stdout)
    assert [(each["name"], bool(each["revoked_at"])) for each in listed] == [("one", True), ("two", False)]
    assert not any(key in text for key in made)
    ring = KeyRing(tmp_path / "keys.db")
    assert [bool(ring.known(key)) for key in made] == [False, True]


def test_mistakes_are_told(tmp_path: Path) -> None:
    """A rate that is none, a name that is taken, a name that nobody has."""
    wrong = askdocs(tmp_path, "keys", "create", "one", "--rate", "often")
    assert (wrong.exit_code, "100/minute" in wrong.stderr) == (2, True)
    askdocs(tmp_path, "keys", "create", "one")
    assert isinstance(askdocs(tmp_path, "keys", "create", "one").exception, KeyNameError)
    assert isinstance(askdocs(tmp_path, "keys", "revoke", "nobody").exception, KeyNameError)


@pytest.mark.parametrize("name", ["create", "list", "revoke"])
def test_every_command_has_help_and_an_example(name: str) -> None:
    """Nobody has to guess how a command is called."""
    command = get_command(app).commands["keys"].commands[name]  # type: ignore[attr-defined] # groups of commands
    assert command.help
    assert f"askdocs keys {name}" in command.epilog
    assert all(getattr(parameter, "help", None) for parameter in command.params)
