"""Both stores over the same corpus: python -m tests.benchmarks.stores DATA ADDRESS [--sizes N ...]

ADDRESS is that of a PostgreSQL server on this machine, such as `askdocs dev-cluster up` prints, whose user is
a superuser; where a corpus is large, so should be its `shared_buffers` and `max_wal_size`. The corpora are
those of `scale`: the English passages of the open sets in DATA, embedded as the environment's settings say,
then recombined ones. Each size is put into either store, beside a tenant of a hundredth of it. Then all are
asked the same questions, by one client and by sixteen. Figures are told on the error output as they come.
"""

import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import numpy as np

from index.models import Embedders
from index.search import CANDIDATES, Query, search
from index.store import Generation
from index.stores import Place, open_store
from index.stores.postgres.store import PostgresStore
from ingest.errors import AskdocsError
from service.ask import HITS
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.scale import exact_nearest, recall
from tests.benchmarks.scale_base import questions, read_base
from tests.benchmarks.scale_search import LANGUAGE, Searcher
from tests.benchmarks.stores_build import build, live
from tests.benchmarks.stores_clients import waiting_clients
from tests.benchmarks.stores_search import Load
from tests.benchmarks.stores_server import PostgresServer
from tests.benchmarks.stores_table import Table
from tests.benchmarks.variations import Known, Variations

CLIENTS = (1, 16)

TENANT = 100
"""A tenant beside a corpus has one passage of so many."""

FOLDER, POSTGRES = "folder", "PostgreSQL"


def agreement(generations: Sequence[Generation], embedders: Embedders, asked: Sequence[str]) -> str:
    """How many questions find the same passages in the same order, by each retriever and all in all."""
    equal: dict[str, int] = defaultdict(int)
    embedder = embedders.of_question(LANGUAGE)
    for text in asked:
        (vector,) = embedder.queries([text])
        found = [
            {
                "words": [hit.passage for hit in each.lexical_topk(LANGUAGE, text, CANDIDATES)],
                "vectors": [
                    hit.passage for hit in each.dense_topk(embedder.identity, LANGUAGE, vector, CANDIDATES)
                ],
                "search": [hit.number for hit in search(each, embedders, Query(text, LANGUAGE), HITS)],
            }
            for each in generations
        ]
        for name in found[0]:
            equal[name] += found[0][name] == found[1][name]
    return ", ".join(f"{name} {count} of {len(asked)}" for name, count in equal.items())


@dataclass(frozen=True, slots=True)
class Comparison:
    """One corpus of `size` passages in both stores, and a tenant of `size / 100` beside it."""

    workspace: Workspace
    embedders: Embedders
    base: Sequence[Known]
    asked: Sequence[str]
    address: str
    size: int
    table: Table

    def run(self) -> None:
        """Build, ask, and take it away again."""
        folder = self.workspace.scratch(f"stores-{self.size}")
        rmtree(folder, ignore_errors=True)
        places = {
            FOLDER: (Place(folder / "main"), Place(folder / "tenant")),
            POSTGRES: (self._place("main"), self._place("tenant")),
        }
        server = PostgresServer(self.address)
        try:
            self._build(FOLDER, places[FOLDER], lambda: _bytes(folder))
            written = server.log_bytes()
            self._build(POSTGRES, places[POSTGRES], server.database_bytes)
            self.table.add(POSTGRES, "log written, MB", f"{(server.log_bytes() - written) / 1e6:,.0f}")
            server.checkpoint()
            for name, (main, tenant) in places.items():
                self._ask(name, "a search", main, server)
                self._ask(name, "a search of the tenant", tenant, server)
                self._stages(name, main)
            self._agree([live(open_store(main)) for main, _ in places.values()])
        finally:
            for place in places[POSTGRES]:
                _erase(place)
            rmtree(folder, ignore_errors=True)

    def _place(self, name: str) -> Place:
        return Place(Path(), self.address, f"stores-{self.size}-{name}")

    def _build(self, name: str, places: Sequence[Place], size: Callable[[], int]) -> None:
        identity = self.embedders.of_question(LANGUAGE).identity
        before = size()
        for place, count in zip(places, (self.size, max(self.size // TENANT, 1)), strict=True):
            built = build(open_store(place), Variations.of(self.base, count), identity)
            if count == self.size:
                for part, seconds in built.seconds.items():
                    self.table.add(name, f"build, s: {part}", f"{seconds:,.1f}")
                self.table.add(name, "build, s", f"{built.whole:,.1f}")
                self.table.add(name, "build, MB of memory at the highest", f"{built.megabytes:,.0f}")
        self.table.add(name, "on the disk, MB", f"{(size() - before) / 1e6:,.0f}")

    def _ask(self, name: str, what: str, place: Place, server: PostgresServer) -> None:
        for clients in CLIENTS:
            figure = f"{what}, {clients} client{'s' * (clients > 1)}"
            with waiting_clients(place, self.workspace.settings, clients, self.asked) as ask:
                used = server.processor_seconds()
                seen = ask()
                used = server.processor_seconds() - used
                if name == POSTGRES:
                    told = f"{server.memory():,.0f} (of {server.shared_buffers()} shared buffers)"
                    self.table.add(name, f"{figure}: memory of the server, MB", told)
            self._tell(name, figure, seen, used)

    def _tell(self, name: str, figure: str, seen: Sequence[Load], server_seconds: float) -> None:
        spent = [milliseconds for each in seen for milliseconds in each.milliseconds]
        rate = sum(len(each.milliseconds) / each.seconds for each in seen)
        own = sum(each.processor_seconds for each in seen) / len(spent) * 1000
        servers = server_seconds / len(spent) * 1000
        memory = seen[0].memory
        tell = self.table.add
        self.table.add_times(name, figure, spent)
        tell(name, f"{figure}: a second", f"{rate:.1f}")
        tell(name, f"{figure}: of processors, clients + server, ms", f"{own:.1f} + {servers:.1f}")
        tell(
            name,
            f"{figure}: memory of a process, own + mapped, MB",
            f"{memory.own:,.0f} + {memory.mapped:,.0f}",
        )

    def _stages(self, name: str, place: Place) -> None:
        searcher, nearest = Searcher(live(open_store(place)), self.workspace.embedders()), []
        for text in self.asked:
            nearest.append(searcher.stages(text))
        for stage, spent in searcher.milliseconds.items():
            self.table.add_times(name, stage, spent)
        embedder = self.embedders.of_question(LANGUAGE)
        queries = np.concatenate([embedder.queries([text]) for text in self.asked])
        exact = exact_nearest(Variations.of(self.base, self.size).vectors(), queries)
        self.table.add(name, "recall@20 of vectors", f"{recall(exact, nearest):.4f}")

    def _agree(self, generations: Sequence[Generation]) -> None:
        self.table.add(
            POSTGRES, "the same as in the folder", agreement(generations, self.embedders, self.asked)
        )


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _erase(place: Place) -> None:
    store = PostgresStore(place.address, place.name)
    store.erase()
    store.close()


def main(given: list[str], workspace: Workspace) -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.stores", description="Compare both stores.")
    parser.add_argument("labelled", type=Path, metavar="DATA", help="folder of the labelled data sets")
    parser.add_argument("address", metavar="ADDRESS", help="address of a PostgreSQL server")
    parser.add_argument("--sizes", nargs="+", type=int, default=[20_000], help="passages of each corpus")
    parser.add_argument("--questions", type=int, default=200, help="so many questions at most")
    chosen = parser.parse_args(given)
    asked = questions(chosen.labelled, chosen.questions).asked
    base, embedders = read_base(workspace, chosen.labelled), workspace.embedders()
    for size in chosen.sizes:
        table = Table(f"{size:,} passages", (FOLDER, POSTGRES))
        try:
            Comparison(workspace, embedders, base, asked, chosen.address, size, table).run()
        finally:
            print(table.markdown(), flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:], Workspace(Settings()))
    except (AskdocsError, ValueError) as error:
        sys.exit(f"stores: {error}")
