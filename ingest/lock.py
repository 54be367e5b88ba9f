"""A lock that one process holds; the kernel lets go of it when the process dies."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from ingest.errors import BusyError, IngestError

TRIES = 5
PAUSE_S = 0.02
"""Between the tries: whoever only looks whether it is locked holds the lock for an instant."""


class ProcessLock:
    """An exclusive lock on the file at `path`, which is made where it is missing, and never removed.

    Raises BusyError where another process (or another lock of this one) holds it, unless told to `wait`, and
    IngestError where the file cannot be written.
    """

    def __init__(self, path: Path, *, wait: bool = False) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b", buffering=0)
        except OSError as error:
            raise IngestError(
                f"{path} cannot be written: {error.strerror or error}. Make room there."
            ) from error
        if not (_waited_for(self._file) if wait else _acquired(self._file)):
            self._file.close()
            holder = path.read_text("ascii", "replace").strip() or "of another user"
            raise BusyError(f"Process {holder} works in {path.parent}: wait until it is done.")
        self._sign()

    def release(self) -> None:
        """Let go. Safe to call twice."""
        self._file.close()

    def _sign(self) -> None:
        """Write down who holds it; on a full disk, the lock holds without."""
        self._file.truncate(0)
        try:
            self._file.write(str(os.getpid()).encode())
        except OSError:
            return

    def __enter__(self) -> "ProcessLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock at `path`."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return not _locked(file)


def _waited_for(file: IO[bytes]) -> bool:
    fcntl.flock(file, fcntl.LOCK_EX)
    return True


def _acquired(file: IO[bytes]) -> bool:
    for _ in range(TRIES):
        if _locked(file):
            return True
        time.sleep(PAUSE_S)
    return False


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
