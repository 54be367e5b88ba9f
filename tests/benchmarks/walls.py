"""What row-level security costs a search: python -m tests.benchmarks.walls DATA [--size N] [--rounds N]

The English passages of the open sets in DATA, embedded as the environment's settings say, in a PostgreSQL
server of its own. Each question is searched by a role that the walls hold, and by one that they do not, in
turns.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter

import numpy as np

from index.models import Embedders
from index.search import Query, search
from index.store import Generation
from index.stores.postgres.store import PostgresStore
from ingest.errors import AskdocsError
from service.ask import HITS
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.scale_base import questions, read_base
from tests.benchmarks.scale_search import LANGUAGE
from tests.benchmarks.stores_build import build, live
from tests.benchmarks.variations import Variations
from tests.postgres import running_postgres, shared_database


def milliseconds(generation: Generation, embedders: Embedders, text: str) -> float:
    """How long a search takes."""
    begun = perf_counter()
    search(generation, embedders, Query(text, LANGUAGE), HITS)
    return (perf_counter() - begun) * 1000


def main(given: list[str], workspace: Workspace) -> None:
    """Measure and print."""
    parser = ArgumentParser(
        prog="python -m tests.benchmarks.walls", description="Cost of row-level security."
    )
    parser.add_argument("labelled", type=Path, metavar="DATA", help="folder of the labelled data sets")
    parser.add_argument("--size", type=int, default=20_000, help="passages")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each")
    chosen = parser.parse_args(given)
    asked, base = questions(chosen.labelled, 100), read_base(workspace, chosen.labelled)
    embedders = workspace.embedders()
    variations = Variations.of(base, chosen.size)
    with running_postgres() as server, shared_database(server.dsn, "walls") as roles:
        walled, free = (PostgresStore(address, "main") for address in (roles.builder, roles.admin))
        seconds = build(walled, variations, embedders.of_question(LANGUAGE).identity).whole
        generations = live(walled), live(free)
        for text in [*asked.warm_up, *asked.asked]:
            embedders.of_question(LANGUAGE).queries([text])
        for text in asked.warm_up * 2:
            for each in generations:
                milliseconds(each, embedders, text)
        spent = [
            [milliseconds(each, embedders, text) for each in generations]
            for _ in range(chosen.rounds)
            for text in asked.asked
        ]
        walled.close()
        free.close()
    p50, without = np.percentile(spent, 50, axis=0)
    print(f"{chosen.size} passages, built in {seconds:.1f} s; p50 of {len(spent)} searches each:")
    print(f"  with walls {p50:.2f} ms, without {without:.2f} ms, ratio {p50 / without:.3f}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:], Workspace(Settings()))
    except (AskdocsError, ValueError) as error:
        sys.exit(f"walls: {error}")
