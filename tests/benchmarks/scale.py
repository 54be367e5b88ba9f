"""Retrieval by stage on corpora of growing size: python -m tests.benchmarks.scale DATA [--sizes N ...]

The first passages are the English ones of the open sets in DATA, embedded as the environment's settings say
(`ASKDOCS_DATA` names the installation, whose cache of vectors is used). Beyond them passages are recombined
from two of these (`variations`). An index of each size is built through the store's writer, then asked by
another process with one thread (`scale_search`); its files are in the page cache by then. A build takes as
many threads as `OMP_NUM_THREADS` allows. Times belong to the machine that is named.
"""

import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.stores.dense import kind_for
from ingest.errors import AskdocsError
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.scale_base import Questions, questions, read_base
from tests.benchmarks.scale_build import build
from tests.benchmarks.scale_search import LANGUAGE, NEAREST, Searched
from tests.benchmarks.scale_tables import Measured, machine, table
from tests.benchmarks.variations import Known, Variations

SIZES = [12_000, 100_000, 1_000_000]


def measure(workspace: Workspace, base: Sequence[Known], size: int, root: Path, asked: Questions) -> Measured:
    """Build an index of this size in the new folder `root`, and ask it. Raises ValueError for too great a
    size.
    """
    variations = Variations.of(base, size)
    embedder = workspace.embedders().of_question(LANGUAGE)
    built = build(variations, root, embedder.identity)
    searched = search_apart(workspace.settings, root, asked)
    queries = np.concatenate([embedder.queries([text]) for text in asked.asked])
    found = recall(exact_nearest(variations.vectors(), queries), searched.nearest)
    return Measured(size, kind_for(size), built, searched, found)


def search_apart(settings: Settings, root: Path, asked: Questions) -> Searched:
    """What another process measures, with one thread whatever it computes with."""
    environment = os.environ | {
        "ASKDOCS_DATA": str(settings.data),
        "ASKDOCS_EMBEDDERS": json.dumps(settings.embedders),
        "ASKDOCS_MULTILINGUAL": settings.multilingual,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "tests.benchmarks.scale_search", str(root)]
    run = subprocess.run(  # noqa: S603 - our own program
        command,
        input=json.dumps(asdict(asked)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment,
    )
    return Searched.read(run.stdout)


def exact_nearest(blocks: Iterator[Vectors], queries: Vectors) -> NDArray[np.int64]:
    """The numbers of the vectors with the greatest inner products; shape (queries, up to NEAREST)."""
    scores, numbers = np.zeros((len(queries), 0), np.float32), np.zeros((len(queries), 0), np.int64)
    first = 0
    for block in blocks:
        own = np.broadcast_to(np.arange(first, first + len(block)), (len(queries), len(block)))
        scores, numbers = np.hstack([scores, queries @ block.T]), np.hstack([numbers, own])
        best = np.argsort(-scores, axis=1)[:, :NEAREST]
        scores, numbers = np.take_along_axis(scores, best, 1), np.take_along_axis(numbers, best, 1)
        first += len(block)
    return numbers


def recall(exact: NDArray[np.int64], found: Sequence[Sequence[int]]) -> float:
    """The share of the exact ones that was found."""
    shares = [len({*best} & {*near}) / len(best) for best, near in zip(exact.tolist(), found, strict=True)]
    return sum(shares) / len(shares)


def _measured(
    workspace: Workspace, data: Path, sizes: list[int], folder: Path, limit: int, *, keep: bool
) -> Iterator[Measured]:
    """Each size in turn."""
    asked, base = questions(data, limit), read_base(workspace, data)
    print(f"{len(base)} passages are known, {len(asked.asked)} questions are asked", file=sys.stderr)
    for size in sizes:
        root = folder / f"scale-{size}"
        shutil.rmtree(root, ignore_errors=True)
        try:
            yield measure(workspace, base, size, root, asked)
        finally:
            if not keep:
                shutil.rmtree(root, ignore_errors=True)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.benchmarks.scale", description="Measure growing corpora.")
    option = parser.add_argument
    option("labelled", type=Path, metavar="DATA", help="folder of the labelled data sets")
    option("--sizes", nargs="+", type=int, default=SIZES, help="passages of each corpus")
    option("--folder", type=Path, help="where indexes are built (scale, in the installation)")
    option("--questions", type=int, default=200, help="so many questions at most")
    option("--keep", action="store_true", help="leave the indexes where they were built")
    option("--json", type=Path, help="write raw figures to this file")
    return parser


def main(given: list[str], workspace: Workspace) -> None:
    """Measure and print. Raw figures are written after each size."""
    found = _parser().parse_args(given)
    folder = found.folder or workspace.scratch("scale")
    done: list[Measured] = []
    sizes = _measured(workspace, found.labelled, found.sizes, folder, found.questions, keep=found.keep)
    for measured in sizes:
        done.append(measured)
        print(f"{measured.size} passages: {measured.built.seconds}", file=sys.stderr)
        if found.json:
            raw = {"machine": machine(), "sizes": [asdict(each) for each in done]}
            found.json.write_text(json.dumps(raw, indent=1) + "\n")
    print(table(done))


if __name__ == "__main__":
    try:
        main(sys.argv[1:], Workspace(Settings()))
    except (AskdocsError, ValueError) as error:
        sys.exit(f"scale: {error}")
