"""What a PostgreSQL server takes of the machine that it shares with us."""

import os
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

    def memory(self) -> float:
        """Megabytes of all its processes, each shared page once."""
        first = self._first()
        return sum(_proportional(process) for process in (first, *_children(first)))

    def processor_seconds(self) -> float:
        """What its processes have had of the processors, those that have ended too."""
        first = self._first()
        return _used(first, ended=True) + sum(map(_used, _children(first)))

    def _first(self) -> int:
        """The process that started the others."""
        return int((Path(self._one("SHOW data_directory")) / "postmaster.pid").read_text().split()[0])

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


def _used(process: int, *, ended: bool = False) -> float:
    """Processor seconds of a process, or of it and its children that have ended; 0 of one that just has."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11 : 15 if ended else 13])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _proportional(process: int) -> float:
    """Megabytes of a process, its part of what it shares with others; 0 of one that has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
