"""A generation while it is built in a folder of its own."""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.embedder import Vectors
from index.errors import StoreError
from index.store import GenerationInfo
from index.stores.building import BuildLock
from index.stores.catalogue import Catalogue
from index.stores.dense import Numbers, write_dense
from index.stores.failures import store_errors
from index.stores.lexical import LexicalWriter
from index.stores.local_generation import dense_path, lexical_path, tables_path
from index.stores.tables import TableWriter
from ingest.page import Page
from ingest.passage import Passage


class LocalWriter:
    """Builds one generation. Vectors wait in memory for `commit`: only their count says how to keep them."""

    def __init__(self, folder: Path, begun: GenerationInfo, lock: BuildLock, catalogue: Catalogue) -> None:
        self._folder, self._begun = folder, begun
        self._lock, self._catalogue = lock, catalogue
        self._open = True
        self._count = 0
        self._lexical: dict[str, LexicalWriter] = {}
        self._vectors: dict[tuple[str, str], list[tuple[Numbers, Vectors]]] = defaultdict(list)
        with self._failing("begin an index"):
            self._tables = TableWriter(tables_path(folder))

    def put_pages(self, pages: Iterable[Page]) -> None:
        """Add pages. Raises StoreError where two have one URL."""
        with self._failing("write pages"):
            self._tables.put_pages(pages)

    def put(self, passages: Sequence[Passage], vectors: Mapping[str, Vectors]) -> None:
        """Add passages of one language, with their vectors by embedder identity.

        Raises ValueError where they are of several languages, or where vectors and passages differ in number.
        """
        if not passages:
            return
        language = _only_language(passages)
        if any(len(rows) != len(passages) for rows in vectors.values()):
            raise ValueError("each embedder must give one vector a passage")
        first, self._count = self._count, self._count + len(passages)
        with self._failing("write passages"):
            self._tables.put_passages(first, passages)
            self._words(language).put(first, passages)
        numbers = np.arange(first, self._count, dtype=np.int64)
        for embedder, rows in vectors.items():
            self._vectors[embedder, language].append((numbers, rows))

    def _words(self, language: str) -> LexicalWriter:
        if language not in self._lexical:
            self._lexical[language] = LexicalWriter(lexical_path(self._folder, language), language)
        return self._lexical[language]

    def commit(self) -> GenerationInfo:
        """Make it the live generation in one step.

        Raises StoreError, and leaves the live one alone, where that fails.
        """
        if not self._open:
            raise StoreError("This index was committed or abandoned before. Begin a new one.")
        with self._failing("commit the index"):
            info = self._finish()
            self._catalogue.commit(info)
        self._open = False
        self._lock.release()
        return info

    def _finish(self) -> GenerationInfo:
        info = replace(
            self._begun,
            built_at=datetime.now(UTC),
            pages=self._tables.counts("pages"),
            passages=self._tables.counts("passages"),
            embedders=self._embedders(),
        )
        self._tables.finish()
        for words in self._lexical.values():
            words.finish()
        for (embedder, language), parts in self._vectors.items():
            numbers, vectors = zip(*parts, strict=True)
            write_dense(dense_path(self._folder, embedder, language), numbers, vectors)
        _sync(self._folder)
        return replace(info, size=sum(file.stat().st_size for file in _files(self._folder)))

    def _embedders(self) -> dict[str, tuple[str, ...]]:
        used: dict[str, tuple[str, ...]] = {}
        for embedder, language in self._vectors:
            used[language] = (*used.get(language, ()), embedder)
        return used

    def abandon(self) -> None:
        """Throw it away. Safe to call twice, and after a commit (then it does nothing)."""
        if not self._open:
            return
        self._open = False
        self._tables.close()
        self._lexical.clear()
        self._vectors.clear()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def _failing(self, doing: str) -> AbstractContextManager[None]:
        return store_errors(doing, self._folder)


def _only_language(passages: Sequence[Passage]) -> str:
    languages = {passage.language for passage in passages}
    if len(languages) > 1:
        raise ValueError(f"passages of one language at a time, not of {sorted(languages)}")
    return languages.pop()


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def _sync(folder: Path) -> None:
    """Have everything on the disk before the catalogue says that it is there."""
    for path in (*_files(folder), *(sub for sub in folder.rglob("*") if sub.is_dir()), folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
