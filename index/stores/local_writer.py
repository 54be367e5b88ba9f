"""A generation while it is built in a folder of its own."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.embedder import Vectors
from index.errors import StoreError
from index.store import GenerationInfo, PassageTokens
from index.stores.catalogue import Catalogue
from index.stores.dense import Numbers, write_dense
from index.stores.failures import store_errors
from index.stores.lexical import LexicalWriter
from index.stores.local_generation import dense_path, lexical_path, tables_path, tokens_path
from index.stores.spool import VectorSpool
from index.stores.tables import TableWriter
from index.stores.tokens import TokenWriter
from ingest.lock import ProcessLock
from ingest.page import Page
from ingest.passage import Passage

_Key = tuple[str, str]
"""Embedder and language."""


class LocalWriter:
    """Builds one generation. Vectors wait in files for `commit`: only their count says how to keep them."""

    def __init__(self, folder: Path, begun: GenerationInfo, lock: ProcessLock, catalogue: Catalogue) -> None:
        self._folder, self._begun = folder, begun
        self._lock, self._catalogue = lock, catalogue
        self._open = True
        self._count = 0
        self._vectors: dict[_Key, VectorSpool] = {}
        self._tokens: dict[_Key, TokenWriter] = {}
        with self._failing("begin an index"):
            self._tables = TableWriter(tables_path(folder))

    def put_pages(self, pages: Iterable[Page]) -> None:
        """Add pages. Raises StoreError where two have one URL."""
        with self._failing("write pages"):
            self._tables.put_pages(pages)

    def put(self, passages: Iterable[Passage]) -> None:
        """Add passages, of any language, numbered on from those before."""
        with self._failing("write passages"):
            self._count += self._tables.put_passages(self._count, passages)

    def counts(self) -> Mapping[str, int]:
        """How many passages were put, by language."""
        return self._tables.counts("passages")

    def passages(self, language: str) -> Iterator[Passage]:
        """The passages of one language, in the order in which they were put."""
        with self._failing("read passages"):
            yield from (passage for _, passage in self._tables.passages(language))

    def put_vectors(
        self, language: str, embedder: str, vectors: Vectors, tokens: Sequence[PassageTokens] = ()
    ) -> None:
        """Add the vectors, and perhaps the tokens, of as many passages more of `language`.

        Raises ValueError for another dimension.
        """
        spool = self._spool(language, embedder, vectors.shape[1])
        _refuse_other(embedder, spool.dimension, vectors.shape[1])
        if tokens:
            self._put_tokens(language, embedder, tokens)
        with self._failing("write vectors"):
            spool.append(vectors)

    def _put_tokens(self, language: str, embedder: str, tokens: Sequence[PassageTokens]) -> None:
        writer = self._token_writer(language, embedder, 2 * tokens[0].codes.shape[1])
        for each in tokens:
            _refuse_other(embedder, writer.dimension, 2 * each.codes.shape[1])
        with self._failing("write tokens"):
            writer.append(tokens)

    def _token_writer(self, language: str, embedder: str, dimension: int) -> TokenWriter:
        key = embedder, language
        if key not in self._tokens:
            with self._failing("write tokens"):
                self._tokens[key] = TokenWriter(tokens_path(self._folder, *key), dimension)
        return self._tokens[key]

    def _spool(self, language: str, embedder: str, dimension: int) -> VectorSpool:
        key = embedder, language
        if key not in self._vectors:
            path = dense_path(self._folder, embedder, language).with_suffix(".vectors")
            with self._failing("write vectors"):
                self._vectors[key] = VectorSpool(path, dimension)
        return self._vectors[key]

    def commit(self) -> GenerationInfo:
        """Make it the live generation in one step, unless one that was begun later is live already.

        Raises ValueError where an embedder gave vectors for a part of a language only. Raises StoreError, and
        leaves the live one alone, where writing fails.
        """
        if not self._open:
            raise StoreError("This index was committed or abandoned before. Begin a new one.")
        self._refuse_parts()
        with self._failing("commit the index"):
            info = self._finish()
            self._catalogue.commit(info)
        self._open = False
        self._lock.release()
        return info

    def _refuse_parts(self) -> None:
        counts = self.counts()
        for what, kept in (("vectors", self._vectors), ("tokens", self._tokens)):
            for (embedder, language), each in kept.items():
                count = counts.get(language, 0)
                if len(each) != count:
                    raise ValueError(f"{embedder} gave {len(each)} {what} for {count} passages in {language}")

    def _finish(self) -> GenerationInfo:
        info = replace(
            self._begun,
            built_at=datetime.now(UTC),
            pages=self._tables.counts("pages"),
            passages=self._tables.counts("passages"),
            embedders=self._embedders(),
        )
        for language in info.passages:
            self._write_words(language)
        for (embedder, language), vectors in self._vectors.items():
            self._write_dense(embedder, language, vectors)
        for (_, language), tokens in self._tokens.items():
            tokens.finish(self._numbers(language))
        self._tables.finish()
        _sync(self._folder)
        return replace(info, size=sum(file.stat().st_size for file in _files(self._folder)))

    def _write_words(self, language: str) -> None:
        words = LexicalWriter(lexical_path(self._folder, language), language)
        words.put(self._tables.passages(language))
        words.finish()

    def _write_dense(self, embedder: str, language: str, vectors: VectorSpool) -> None:
        vectors.close()
        if len(vectors):
            path = dense_path(self._folder, embedder, language)
            write_dense(path, self._numbers(language), vectors)
        vectors.remove()

    def _numbers(self, language: str) -> Numbers:
        return np.fromiter(self._tables.numbers(language), np.int64)

    def _embedders(self) -> dict[str, tuple[str, ...]]:
        used: dict[str, tuple[str, ...]] = {}
        for (embedder, language), vectors in self._vectors.items():
            if len(vectors):
                used[language] = (*used.get(language, ()), embedder)
        return used

    def abandon(self) -> None:
        """Throw it away. Safe to call twice, and after a commit (then it does nothing)."""
        if not self._open:
            return
        self._open = False
        self._tables.close()
        for vectors in self._vectors.values():
            vectors.close()
        for tokens in self._tokens.values():
            tokens.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def _failing(self, doing: str) -> AbstractContextManager[None]:
        return store_errors(doing, self._folder)


def _refuse_other(embedder: str, dimension: int, given: int) -> None:
    if dimension != given:
        raise ValueError(f"{embedder} gave vectors of {dimension}, then {given} dimensions")


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
