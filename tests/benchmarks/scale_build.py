"""Build an index of so many passages, and tell what it cost, as far as that can be told from outside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, time

from index.store import GenerationWriter
from index.stores.local import LocalStore
from tests.benchmarks.memory import Memory, memory, reset_peak
from tests.benchmarks.scale_search import LANGUAGE
from tests.benchmarks.variations import Variations

FILES = {"dense": "dense-*", "tokens": "tokens-*", "lexical": "lexical-*/*", "tables": "passages.db"}
"""What each file of a generation keeps."""


@dataclass(frozen=True, slots=True)
class Built:
    """Seconds by part, bytes by kind of file, and memory: before the build, which has its base in it, and
    after it, with the build's peak.
    """

    seconds: dict[str, float]
    bytes: dict[str, int]
    before: Memory
    after: Memory


def build(variations: Variations, root: Path, embedder: str) -> Built:
    """Build a new store in `root`; `embedder` is the identity of what embedded the base."""
    reset_peak()
    before = memory()
    writer = LocalStore(root).begin_generation("scale", str(variations.size))
    try:
        seconds = put(writer, variations, embedder)
        begun = time()
        whole = seconds_of(writer.commit)
    finally:
        writer.abandon()
    (folder,) = (root / "generations").iterdir()
    return Built(seconds | _committed(folder, begun, whole), _bytes(folder), before, memory())


def put(writer: GenerationWriter, variations: Variations, embedder: str) -> dict[str, float]:
    """Put all into a generation; seconds by part."""
    return {
        "pages and passages": seconds_of(lambda: _put_texts(writer, variations)),
        "vectors and tokens": seconds_of(lambda: _put_vectors(writer, variations, embedder)),
    }


def seconds_of(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def _put_texts(writer: GenerationWriter, variations: Variations) -> None:
    writer.put_pages(variations.pages())
    writer.put(variations.passages())


def _put_vectors(writer: GenerationWriter, variations: Variations, embedder: str) -> None:
    for vectors, tokens in zip(variations.vectors(), variations.tokens(), strict=True):
        writer.put_vectors(LANGUAGE, embedder, vectors, tokens)


def _committed(folder: Path, begun: float, whole: float) -> dict[str, float]:
    """A commit's parts, which are done one after the other, by the files' last change."""
    words = _changed(folder, "lexical") - begun
    dense = _changed(folder, "dense") - begun - words
    return {"commit: words": words, "commit: dense": dense, "commit: the rest": whole - words - dense}


def _changed(folder: Path, kind: str) -> float:
    return max(file.stat().st_mtime for file in _files(folder, kind))


def _bytes(folder: Path) -> dict[str, int]:
    return {kind: sum(file.stat().st_size for file in _files(folder, kind)) for kind in FILES}


def _files(folder: Path, kind: str) -> Iterator[Path]:
    return folder.glob(FILES[kind])
