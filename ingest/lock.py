"""A lock that one process holds; the kernel lets go of it when the process dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from ingest.errors import BusyError


class ProcessLock:
    """An exclusive lock on the file at `path`, which is made where it is missing, and never removed.

    Raises BusyError where another process (or another lock of this one) holds it, unless told to `wait`.
    """

    def __init__(self, path: Path, *, wait: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            holder = _read(path)
            self._file.close()
            raise BusyError(f"Process {holder} works in {path.parent}: wait until it is done.") from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()).encode())
        self._file.flush()

    def release(self) -> None:
        """Let go. Safe to call twice."""
        self._file.close()

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
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _read(path: Path) -> str:
    return path.read_text("ascii", "replace").strip() or "of another user"
