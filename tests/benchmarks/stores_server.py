"""What a PostgreSQL server takes of the machine that it shares with us."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import LiteralString

import psycopg

_DATABASE: LiteralString = "SELECT pg_database_size(current_database())"
_LOG: LiteralString = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"


class PostgresServer:
    """The server, and the one database on it, that an address names."""

    def __init__(self, address: str) -> None:
        self._address = address

    def database_bytes(self) -> int:
        """How large its database is on the disk."""
        return int(self._one(_DATABASE))

    def log_bytes(self) -> int:
        """How much it has written into its log since there is one."""
        return int(self._one(_LOG))

    def shared_buffers(self) -> str:
        """The memory that it keeps pages in, as it is set."""
        return self._one("SHOW shared_buffers")

    def checkpoint(self) -> None:
        """Have all on the disk, so that it is not written while something is measured."""
        self._one("CHECKPOINT")

    def memory(self) -> float | None:
        """Megabytes of all its processes, each shared page once; None where it is on another machine."""
        pid = Path(self._one("SHOW data_directory")) / "postmaster.pid"
        if not pid.exists():
            return None
        first = int(pid.read_text().split()[0])
        return sum(_proportional(process) for process in (first, *_children(first)))

    def _one(self, statement: LiteralString) -> str:
        with psycopg.connect(self._address, autocommit=True) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else ""


def _children(parent: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"\nPPid:\t{parent}\n" in status.read_text():
                yield int(status.parent.name)


def _proportional(process: int) -> float:
    """Megabytes of a process, its part of what it shares with others; 0 of one that has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
