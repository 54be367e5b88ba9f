"""Servers in processes of their own, to be measured from outside."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep
from typing import IO

import httpx

START_S = 300.0

EMPTY = """
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/readyz")
def empty() -> dict[str, str]:
    return {}
config = uvicorn.Config(app, port=0, log_level="warning", access_log=False)
socket = config.bind_socket()
socket.setsockopt(6, 1, 1)  # TCP_NODELAY, as ours has it
print(f"http://127.0.0.1:{socket.getsockname()[1]}", flush=True)
uvicorn.Server(config).run(sockets=[socket])
"""
"""The least that FastAPI can do: a route that returns nothing."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server's address, and the process that was started; it may have started others."""

    url: str
    process: int

    @property
    def seconds(self) -> float:
        """The processor time that it and the processes it started have used."""
        return sum(map(_seconds, (self.process, *children(self.process))))


@contextmanager
def askdocs(data: Path, workers: int = 1) -> Iterator[Server]:
    """`askdocs serve` over an installation, each model with one thread."""
    program = Path(sys.executable).with_name("askdocs")
    with _running([program, "--data", data, "serve", "--port", "0", "--workers", str(workers)]) as server:
        yield server


@contextmanager
def empty() -> Iterator[Server]:
    """A server with an empty route at `/readyz`."""
    with _running([sys.executable, "-c", EMPTY]) as server:
        yield server


@contextmanager
def _running(command: list[str | Path]) -> Iterator[Server]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "ASKDOCS_THREADS": "1", "COLUMNS": "200"}
    with TemporaryFile("a+", encoding="utf-8") as told:  # a file, not a pipe: nobody reads the log meanwhile
        process = subprocess.Popen(command, stdout=told, stderr=told, env=environment)  # noqa: S603 - ours
        try:
            yield Server(_address(process, told), process.pid)
        finally:
            process.terminate()
            process.wait()


def _address(process: subprocess.Popen[bytes], told: IO[str]) -> str:
    """Where it listens, once it answers."""
    end = monotonic() + START_S
    while monotonic() < end and process.poll() is None:
        told.seek(0)
        if found := re.search(r"http://127\.0\.0\.1:\d+", told.read()):
            _wait(found[0])
            return found[0]
        sleep(0.05)
    told.seek(0)
    raise RuntimeError(f"the server did not start: {told.read()}")


def _wait(url: str) -> None:
    end = monotonic() + START_S
    while monotonic() < end:
        try:
            if httpx.get(f"{url}/readyz", timeout=60).status_code == 200:
                return
        except httpx.TransportError:
            sleep(0.05)
    raise RuntimeError(f"the server at {url} does not answer")


def children(process: int) -> list[int]:
    """The processes that this one started, and that still run."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _seconds(process: int) -> float:
    """User and system time: fields 14 and 15 of proc_pid_stat(5), counted behind the name in brackets."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
