"""The container and the service unit: they call what there is."""

import json
import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app

ROOT = Path(__file__).resolve().parents[1]
UNIT = ROOT / "deploy" / "askdocs.service"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def accepted(arguments: list[str]) -> bool:
    """Whether the command line has such options."""
    return CliRunner().invoke(app, [*arguments, "--help"]).exit_code == 0


def test_container_copies_what_there_is_and_lets_it_through() -> None:
    """What is copied exists, and `.dockerignore` names it as an exception."""
    let = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    sources = [
        path
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for path in line.split()[:-1]
    ]
    assert set(sources) == let
    assert all((ROOT / path).exists() for path in sources)


def test_container_pins_torch_as_the_project_does() -> None:
    """One version of it, in one place after another."""
    (torch,) = re.findall(r"torch==[\d.]+", DOCKERFILE)
    assert f'"{torch}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_container_and_unit_call_the_command_line_as_it_is(tmp_path: Path) -> None:
    """Their options are ones that it has."""
    (line,) = re.findall(r"^CMD (\[\"serve.*\])$", DOCKERFILE, re.MULTILINE)
    assert accepted(json.loads(line))
    unit, settings = RawConfigParser(strict=False), tmp_path / "askdocs.toml"
    unit.read(UNIT)
    settings.touch()
    _, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert accepted([str(settings) if each.endswith(".toml") else each for each in arguments])
    assert not accepted([*json.loads(line), "--no-such-option"])


def test_unit_is_one_that_systemd_accepts(tmp_path: Path) -> None:
    """Where systemd is: nothing in it is unknown, and it is shut in well."""
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / UNIT.name
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text(), flags=re.MULTILINE))
    checked = subprocess.run([analyse, "verify", unit], capture_output=True, text=True, check=False)  # noqa: S603
    assert checked.stderr == ""
    command = [analyse, "security", "--offline=true", "--threshold=20", str(unit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
