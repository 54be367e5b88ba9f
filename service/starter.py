"""Starts a sync in a process of its own, so that answers do not wait for it."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.lock import is_locked

PROGRAM = (sys.executable, "-I", "-c", "from service.cli import main; main()")
"""The command line of this very installation. `-I` leaves the working folder out, which may hold another
package of the name `service`.
"""


@dataclass(frozen=True, slots=True)
class SyncStarter:
    """Starts `askdocs [arguments] sync --queue [site]`.

    `key` is what a client must know, `sites` the names that it may give, `lock` the file that a running sync
    locks. Standard output and error are those of this process.
    """

    key: str
    sites: Sequence[str]
    arguments: Sequence[str]
    lock: Path
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, site: str | None = None) -> str:
        """Start it; "started", or "queued" where a sync runs already and this one waits for its end.

        Of those that wait, one is enough: the others end at once.
        """
        running = is_locked(self.lock)
        self._started[:] = [process for process in self._started if process.poll() is None]
        command = [*PROGRAM, *self.arguments, "sync", "--queue", *([site] if site else [])]
        self._started.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))  # noqa: S603 - our own program
        return "queued" if running else "started"

    def wait(self) -> None:
        """Wait until all that was started has ended."""
        for process in self._started:
            process.wait()
