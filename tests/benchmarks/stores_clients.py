"""Processes that ask a store at the same time, as the workers of a service do."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import IO

from index.stores import Place
from service.settings import Settings
from tests.benchmarks.stores_search import Load, Request

PROCESSES = 2
"""More clients than one are spread over so many."""


@contextmanager
def waiting_clients(
    place: Place, settings: Settings, clients: int, questions: Sequence[str]
) -> Iterator[Callable[[], list[Load]]]:
    """So many clients, ready to ask: called, they ask all questions and tell what each process saw.

    Until the block ends, the processes hold what they hold. Raises RuntimeError where one fails.
    """
    processes = min(clients, PROCESSES)
    own = Request(str(place.folder), place.address, place.name, clients // processes, questions)
    with ExitStack() as stack:
        asking = [stack.enter_context(_asking(own, settings)) for _ in range(processes)]
        for _, printed in asking:
            if printed.readline() != "ready\n":
                raise RuntimeError("A process that asks has failed; it has told why.")
        yield lambda: _asked(asking)


def _asked(asking: Sequence[tuple[IO[str], IO[str]]]) -> list[Load]:
    for given, _ in asking:
        print("go", file=given, flush=True)
    return [Load.read(printed.readline()) for _, printed in asking]


@contextmanager
def _asking(request: Request, settings: Settings) -> Iterator[tuple[IO[str], IO[str]]]:
    """The input and output of such a process, with one thread to compute with, which ends in the end."""
    environment = os.environ | {
        "ASKDOCS_DATA": str(settings.data),
        "ASKDOCS_EMBEDDERS": json.dumps(settings.embedders),
        "ASKDOCS_MULTILINGUAL": settings.multilingual,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "tests.benchmarks.stores_search"]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=pipe, stdout=pipe, text=True, env=environment
    ) as process:
        assert process.stdin
        assert process.stdout
        print(json.dumps(asdict(request)), file=process.stdin, flush=True)
        yield process.stdin, process.stdout
        process.stdin.close()
