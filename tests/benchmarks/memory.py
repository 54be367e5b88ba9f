"""The memory of this process, as Linux tells it."""

from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes: resident at the highest and now; of the latter the process's own and those mapped from
    files, which the processes of one machine share; and what is left if each page shared is split among those
    that share it.
    """

    peak: float
    resident: float
    own: float
    mapped: float
    proportional: float


def memory() -> Memory:
    """What is in memory now, and at the highest since `reset_peak` or the start.

    The peak is not that of getrusage, in which the peak of the process stays that started this one.
    """
    status, rollup = _megabytes("status"), _megabytes("smaps_rollup")
    return Memory(status["VmHWM"], status["VmRSS"], status["RssAnon"], status["RssFile"], rollup["Pss"])


def reset_peak() -> None:
    """Let the peak be what is in memory now."""
    (_PROC / "clear_refs").write_text("5")


def _megabytes(name: str) -> dict[str, float]:
    rows = (line.split() for line in (_PROC / name).read_text().splitlines())
    return {row[0].rstrip(":"): int(row[1]) / 1024 for row in rows if row[-1] == "kB"}
