"""Several clients of one store, in a process of its own: python -m tests.benchmarks.stores_search

The first line of its input is a Request as JSON. All questions are asked once, so that what they touch is in
memory; then "ready" is printed. After another line of input each client asks all questions, beginning at
another one; a Load is printed as JSON. The process stays until its input ends.
"""

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from index.embedder import Embedder
from index.models import Embedders
from index.search import Query, search
from index.store import Generation
from index.stores import Place, open_store
from service.ask import HITS
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.memory import Memory, memory
from tests.benchmarks.scale_search import LANGUAGE


@dataclass(frozen=True, slots=True)
class Request:
    """So many clients ask these questions of the store in `folder`, or of `site` at `address`."""

    folder: str
    address: str
    site: str
    clients: int
    questions: Sequence[str]

    @property
    def place(self) -> Place:
        """Where the store is."""
        return Place(Path(self.folder), self.address, self.site)


@dataclass(frozen=True, slots=True)
class Load:
    """Milliseconds of each search, the seconds that all took and those of processors in it, and the memory
    of the process afterwards.
    """

    milliseconds: list[float]
    seconds: float
    processor_seconds: float
    memory: Memory

    @classmethod
    def read(cls, printed: str) -> "Load":
        """What such a process has printed."""
        found: dict[str, Any] = json.loads(printed)
        return cls(**found | {"memory": Memory(**found["memory"])})


def client(generation: Generation, embedders: Embedders, questions: Sequence[str]) -> list[float]:
    """Ask one question after the other, embedded anew; milliseconds of each."""
    spent = []
    for text in questions:
        start = perf_counter()
        search(generation, embedders, Query(text, LANGUAGE), HITS)
        spent.append((perf_counter() - start) * 1000)
    return spent


class Clients:
    """They share a generation and a model, and each has a memory of questions of its own."""

    def __init__(self, generation: Generation, embedders: Embedders) -> None:
        self._generation, self._embedders = generation, embedders
        self._opened = cache(self._embedders.open)

    def run(self, count: int, questions: Sequence[str]) -> list[float]:
        """Have so many ask all questions at the same time; milliseconds of each search."""
        with ThreadPoolExecutor(count) as threads:
            places = (place * len(questions) // count for place in range(count))
            orders = [[*questions[place:], *questions[:place]] for place in places]
            return [spent for each in threads.map(self._one, orders) for spent in each]

    def _one(self, questions: Sequence[str]) -> list[float]:
        own = Embedders(self._open, self._embedders.multilingual, self._embedders.native)
        return client(self._generation, own, questions)

    def _open(self, name: str) -> Embedder:
        return self._opened(name)


def main() -> None:
    """Warm up, wait, measure and print."""
    request = Request(**json.loads(sys.stdin.readline()))
    generation = open_store(request.place).live()
    assert generation
    clients = Clients(generation, Workspace(Settings(threads=1)).embedders())
    clients.run(1, request.questions)
    print("ready", flush=True)
    sys.stdin.readline()
    start, used = perf_counter(), process_time()
    milliseconds = clients.run(request.clients, request.questions)
    load = Load(milliseconds, perf_counter() - start, process_time() - used, memory())
    print(json.dumps(asdict(load)), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
