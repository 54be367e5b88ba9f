"""In which phase of a sync a process is, or was when it died: read off the files that it leaves."""

import random
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

POLL_S = 0.0002
"""Phases last for milliseconds, so the folder is looked at often."""

CLOCK_NS = 20_000_000
"""File times may lag behind the clock by so much."""


class Phase(StrEnum):
    """What a sync does, in this order.

    It begins an index when it gives it a folder and a number. The swap begins when all files of the new index
    are written, and ends when it is live; the clean-up, in which old indexes go, is what is left until the
    process ends.
    """

    START = "start-up"
    CRAWL = "crawl"
    BEGIN = "begin"
    EMBEDDING = "embedding"
    COMMIT = "commit"
    SWAP = "swap"
    CLEAN_UP = "clean-up"


LINGER_S = {
    Phase.START: 1.5, Phase.CRAWL: 0.1, Phase.BEGIN: 0.004, Phase.EMBEDDING: 0.1, Phase.COMMIT: 0.03,
    Phase.SWAP: 0.004, Phase.CLEAN_UP: 0.01,
}  # fmt: skip
"""A process is killed so many seconds at most after its phase was seen to begin."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A sync's progress in the folder `index`; `pages_asked` counts the pages asked for so far."""

    index: Path
    pages_asked: Callable[[], int]
    started: int = field(default_factory=time.time_ns)

    @property
    def phase(self) -> Phase:
        """Where the sync is; where it was, once it is dead."""
        number, names = self._begun()
        if not number:
            return Phase.CRAWL if self.pages_asked() else Phase.START
        words = sum(name.startswith("lexical-") for name in names)
        vectors = sum(name.endswith(".npy") for name in names)
        if not words:
            return Phase.EMBEDDING if "passages.db" in names else Phase.BEGIN
        if vectors < words or any(name.endswith(".vectors") for name in names):
            return Phase.COMMIT
        return Phase.CLEAN_UP if live_generation(self.index) == number else Phase.SWAP

    @property
    def is_writing_catalogue(self) -> bool:
        """Whether a change of the catalogue is under way, or was left half done."""
        return (self.index / "index.db-journal").exists()

    def _begun(self) -> tuple[int, list[str]]:
        """The generation that the sync has begun, and its files; 0 before."""
        generations = self.index / "generations"
        newest = max((int(name) for name in _names(generations) if name.isdecimal()), default=0)
        folder = generations / str(newest)
        try:
            made = (folder / "building.lock").stat().st_mtime_ns
        except FileNotFoundError:
            return 0, []
        return (newest, _names(folder)) if made >= self.started - CLOCK_NS else (0, [])


def live_generation(index: Path) -> int:
    """The number of the last generation that was committed; 0 where that cannot be told just now."""
    uri = f"{(index / 'index.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=30)) as database:
        try:
            (number,) = database.execute("SELECT max(number) FROM generations WHERE committed > 0").fetchone()
        except sqlite3.OperationalError:  # a change was left half done: only a writer may undo it
            return 0
    return int(number or 0)


@dataclass(frozen=True, slots=True)
class Killer:
    """Kills a process soon after it enters `phase`; in a crawl, at the `page`-th page.

    `on_write` waits, within the phase, for a change of the catalogue.
    """

    phase: Phase
    page: int
    on_write: bool
    chance: random.Random

    def strike(self, process: subprocess.Popen[bytes], trace: Trace) -> bool:
        """Whether the process was killed; one that ends by itself before its moment is left alone."""
        order = list(Phase)
        while process.poll() is None:
            now = trace.phase
            late = order.index(now) > order.index(self.phase)
            if late or (now is self.phase and self._is_time(trace)):
                time.sleep(0 if late else self.chance.uniform(0, LINGER_S[self.phase]))
                process.kill()
                return process.wait() < 0
            time.sleep(POLL_S)
        return False

    def _is_time(self, trace: Trace) -> bool:
        if self.phase is Phase.CRAWL:
            return trace.pages_asked() >= self.page
        return trace.is_writing_catalogue or not self.on_write


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
