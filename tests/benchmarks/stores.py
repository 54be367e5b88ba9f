"""Both stores over the same corpus: python -m tests.benchmarks.stores DATA ADDRESS [--sizes N ...]

ADDRESS is that of a PostgreSQL server, such as `askdocs dev-cluster up` prints. The corpora are those of
`scale`: the English passages of the open sets in DATA, embedded as the environment's settings say, then
recombined ones. Each size is put into either store, then the same questions are asked of both in turn.
"""

import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from time import perf_counter

import numpy as np

from index.models import Embedders
from index.search import CANDIDATES, Query, search
from index.store import Generation, Store
from index.stores.local import LocalStore
from index.stores.postgres.store import PostgresStore
from ingest.errors import AskdocsError
from service.ask import HITS
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.scale import exact_nearest, recall
from tests.benchmarks.scale_base import Questions, questions, read_base
from tests.benchmarks.scale_search import LANGUAGE, Searcher
from tests.benchmarks.variations import Variations


@dataclass(frozen=True, slots=True)
class Measured:
    """One store over one corpus: seconds to build it, megabytes, milliseconds by stage, recall@20."""

    store: str
    size: int
    built: float
    megabytes: float
    milliseconds: Mapping[str, Sequence[float]]
    recall: float


def built(store: Store, variations: Variations, embedder: str) -> float:
    """Seconds that it takes to put all and make it live."""
    begun = perf_counter()
    writer = store.begin_generation("stores", str(variations.size))
    try:
        writer.put_pages(variations.pages())
        writer.put(variations.passages())
        for vectors, tokens in zip(variations.vectors(), variations.tokens(), strict=True):
            writer.put_vectors(LANGUAGE, embedder, vectors, tokens)
        writer.commit()
    finally:
        writer.abandon()
    return perf_counter() - begun


def live(store: Store) -> Generation:
    """What was just built."""
    generation = store.live()
    assert generation
    return generation


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


def measured(
    name: str, store: Store, variations: Variations, embedders: Embedders, asked: Questions
) -> Measured:
    """Build a corpus in a store, and ask it."""
    embedder = embedders.of_question(LANGUAGE)
    seconds = built(store, variations, embedder.identity)
    generation = live(store)
    warm, searcher = Searcher(generation, embedders), Searcher(generation, embedders)
    for text in asked.warm_up:
        warm.search(text)
        warm.stages(text)
    nearest = []
    for text in asked.asked:
        searcher.search(text)
        nearest.append(searcher.stages(text))
    queries = np.concatenate([embedder.queries([text]) for text in asked.asked])
    share = recall(exact_nearest(variations.vectors(), queries), nearest)
    return Measured(
        name, variations.size, seconds, generation.info.size / 1e6, dict(searcher.milliseconds), share
    )


def told(found: Measured) -> str:
    """In a few lines."""
    lines = [
        f"{found.size} passages, {found.store}: built in {found.built:.1f} s, {found.megabytes:.0f} MB,"
        f" recall@20 {found.recall:.4f}; p50 / p99 in ms:"
    ]
    for stage, spent in found.milliseconds.items():
        lines.append(f"  {stage:<14} {np.percentile(spent, 50):7.2f} {np.percentile(spent, 99):7.2f}")
    return "\n".join(lines)


def main(given: list[str], workspace: Workspace) -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.stores", description="Compare both stores.")
    parser.add_argument("labelled", type=Path, metavar="DATA", help="folder of the labelled data sets")
    parser.add_argument("address", metavar="ADDRESS", help="address of a PostgreSQL server")
    parser.add_argument("--sizes", nargs="+", type=int, default=[20_000], help="passages of each corpus")
    parser.add_argument("--questions", type=int, default=200, help="so many questions at most")
    chosen = parser.parse_args(given)
    asked, base = questions(chosen.labelled, chosen.questions), read_base(workspace, chosen.labelled)
    embedders = workspace.embedders()
    for size in chosen.sizes:
        folder = workspace.scratch(f"stores-{size}")
        rmtree(folder, ignore_errors=True)
        in_postgres = PostgresStore(chosen.address, f"stores-{size}")
        stores: dict[str, Store] = {"local": LocalStore(folder), "postgres": in_postgres}
        variations = Variations.of(base, size)
        for name, store in stores.items():
            print(told(measured(name, store, variations, embedders, asked)), flush=True)
        generations = [live(store) for store in stores.values()]
        print(f"  equal: {agreement(generations, embedders, asked.asked)}", flush=True)
        in_postgres.drop()
        in_postgres.close()


if __name__ == "__main__":
    try:
        main(sys.argv[1:], Workspace(Settings()))
    except (AskdocsError, ValueError) as error:
        sys.exit(f"stores: {error}")
