"""When the files of a git work tree were last changed, as its history tells."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

SECONDS_MAX = 30.0
"""A history that takes longer to read is passed over."""

COMMIT = "\x01"
LOG = ("log", "-z", f"--format=format:{COMMIT}%ct", "--name-only", "--no-renames", "--relative")
SAFE = ("-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "--no-optional-locks", "--no-pager")
"""The repository's own settings must start no program."""


def last_commits(folder: Path) -> Mapping[str, datetime]:
    """File, named relative to the folder with `/` -> the date of the last commit that changed it.

    Empty where the folder is in no work tree, or its history cannot be read: git is not installed, does not
    trust the folder's owner, or is too slow. In a shallow clone the oldest commit stands for all before it.
    """
    git = shutil.which("git")
    if git is None or not any((above / ".git").exists() for above in (folder, *folder.parents)):
        return {}
    command = [git, "-C", str(folder), *SAFE, *LOG, "--", "."]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and a folder that is no option
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    return _dates(os.fsdecode(done.stdout))


def _dates(log: str) -> dict[str, datetime]:
    """The dates in a log that begins with the latest commit."""
    dates: dict[str, datetime] = {}
    moment = datetime.fromtimestamp(0, UTC)
    for part in log.split("\0"):
        name = part
        if part.startswith(COMMIT):
            seconds, _, name = part[1:].partition("\n")
            moment = datetime.fromtimestamp(int(seconds), UTC)
        if name:
            dates.setdefault(name, moment)
    return dates
