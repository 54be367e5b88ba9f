"""A lock between processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.errors import BusyError
from ingest.lock import ProcessLock, is_locked

HOLDER = """
import sys
from pathlib import Path
from ingest.lock import ProcessLock
with ProcessLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_only_one_holds_it(tmp_path: Path) -> None:
    """The other is told who does, and has it once it is let go."""
    path = tmp_path / "data" / "sync.lock"
    assert not is_locked(path)
    with ProcessLock(path):
        assert is_locked(path)
        with pytest.raises(BusyError, match=f"Process {os.getpid()} works in {path.parent}"):
            ProcessLock(path)
    assert not is_locked(path)
    ProcessLock(path).release()


def test_a_process_that_is_killed_lets_go(tmp_path: Path) -> None:
    """No lock outlives its holder, and whoever waits has it then."""
    path = tmp_path / "sync.lock"
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        assert is_locked(path)
        holder.kill()
        with ProcessLock(path, wait=True):
            assert path.read_text() == str(os.getpid())
