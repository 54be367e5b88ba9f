"""The lock that says that a generation is being built; the kernel lets go of it when its process dies."""

import fcntl
from pathlib import Path


class BuildLock:
    """An exclusive lock on a generation's folder. Raises BlockingIOError where somebody builds there."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "building.lock").open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise

    def release(self) -> None:
        """Let go. Safe to call twice."""
        self._file.close()


def is_being_built(folder: Path) -> bool:
    """Whether some process holds the lock."""
    try:
        BuildLock(folder).release()
    except BlockingIOError:
        return True
    return False
