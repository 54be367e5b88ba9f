"""Syncs that run out of disk space, on a disk of a few megabytes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.functional.kill import page_text

QUESTION = "How do I create a group?"
GROUPS = "# Groups\n\n## Create a group\n\nClick **Create** in the upper right corner, name it.\n"
DISK = "16m"
LEFT = 100_000
"""Bytes left when the disk is as good as full: less than what the changed pages need."""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder that is a disk of its own; needs the right to mount one."""
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of two pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "README.md").write_text("# Home\n\nAcme answers questions.\n")
    (folder / "groups.md").write_text(GROUPS)
    return folder


def askdocs(data: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the installed program, with the embedder that needs no model."""
    program = Path(sys.executable).with_name("askdocs")
    own = {"ASKDOCS_EMBEDDERS": "{}", "ASKDOCS_MULTILINGUAL": "hashing", "COLUMNS": "200"}
    command = [program, "--data", data, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | own, check=False)  # noqa: S603


def fill(data: Path) -> Path:
    """Fill the disk but for a little; the file that does it."""
    filler = data / "filler"
    with filler.open("wb") as file:
        file.write(bytes(shutil.disk_usage(data).free - LEFT))
    return filler


def grow(pages: Path) -> None:
    """Add pages that need more than what a full disk has left."""
    for number in range(100):
        (pages / f"page-{number}.md").write_text(page_text(Random(number)))  # noqa: S311 - repeatable, no secret


def assert_answers(data: Path) -> None:
    """The index that was built while there was room answers."""
    asked = askdocs(data, "ask", QUESTION)
    assert asked.returncode == 0, asked.stderr
    assert "**Create**" in asked.stdout


def assert_says_that_the_disk_is_full(done: subprocess.CompletedProcess[str]) -> None:
    """Status 1, and one line that says why and what to do; no traceback."""
    assert done.returncode == 1, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("askdocs: ")]
    assert "full" in line
    assert "room" in line or "space" in line
    assert "Traceback" not in done.stderr


def test_a_crawl_without_room_ends_in_one_line(data: Path, pages: Path) -> None:
    """The index answers as before; with room again the same command ends well."""
    assert askdocs(data, "sync", pages).returncode == 0
    grow(pages)
    filler = fill(data)
    assert_says_that_the_disk_is_full(askdocs(data, "sync", pages))
    assert_answers(data)
    filler.unlink()
    done = askdocs(data, "sync", pages)
    assert done.returncode == 0, done.stderr


def test_an_index_build_without_room_ends_in_one_line(data: Path, pages: Path) -> None:
    """The live index stays, the half-built one is cleared away; with room again the build ends well."""
    assert askdocs(data, "sync", pages).returncode == 0
    grow(pages)
    assert askdocs(data, "crawl", pages).returncode == 0
    before = {file.name for file in (data / "index" / "generations").iterdir()}
    filler = fill(data)
    assert_says_that_the_disk_is_full(askdocs(data, "index"))
    assert {file.name for file in (data / "index" / "generations").iterdir()} == before
    assert_answers(data)
    filler.unlink()
    done = askdocs(data, "index")
    assert done.returncode == 0, done.stderr
