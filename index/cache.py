"""The embedding cache: vectors by embedder and text, so that a new index embeds only what changed."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import monotonic

import numpy as np

from index.embedder import Embedder, Vectors
from index.errors import StoreError

CHUNK = 32
"""So many texts are embedded at a time."""

WRITTEN_AFTER_S = 1.0
"""What was embedded in so long is written at once: a killed build loses that, and a chunk."""

BUSY_S = 30.0
"""How long a process waits for another one that writes."""

_ASKED_AT_ONCE = 500  # SQLite limits the parameters of one statement

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    embedder TEXT NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedder, text)
) WITHOUT ROWID
"""


def _nobody(_texts: int) -> None: ...


class EmbeddingCache:
    """A SQLite file of passages' vectors, in float32. Safe for several processes and threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def passages(
        self, embedder: Embedder, texts: Sequence[str], on_progress: Callable[[int], None] = _nobody
    ) -> Vectors:
        """The vectors of `texts` as `embedder.passages` gives them, embedding only what is missing.

        `on_progress` is told each time how many more of the texts are done. Raises StoreError.
        """
        keys = [sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._read(embedder, list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        on_progress(len(texts) - len(missing))
        for vectors in self._embedded(embedder, missing):
            known.update(vectors)
            on_progress(len(vectors))
        rows = [known[key] for key in keys]
        return np.ascontiguousarray(rows, dtype=np.float32).reshape(len(rows), embedder.dimension)

    def _embedded(
        self, embedder: Embedder, missing: Mapping[bytes, str]
    ) -> Iterator[Mapping[bytes, Vectors]]:
        """The vectors of what is missing, chunk by chunk. However this ends, they are written."""
        unwritten: dict[bytes, Vectors] = {}
        written = monotonic()
        try:
            for chunk in _chunks(missing):
                vectors = dict(zip(chunk, embedder.passages(list(chunk.values())), strict=True))
                unwritten |= vectors
                if monotonic() - written >= WRITTEN_AFTER_S:
                    self._write(embedder, unwritten)
                    unwritten, written = {}, monotonic()
                yield vectors
        finally:
            if unwritten:
                self._write(embedder, unwritten)

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def _read(self, embedder: Embedder, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        for start in range(0, len(keys), _ASKED_AT_ONCE):
            asked = keys[start : start + _ASKED_AT_ONCE]
            marks = ", ".join("?" * len(asked))
            statement = f"SELECT text, vector FROM vectors WHERE embedder = ? AND text IN ({marks})"  # noqa: S608 - placeholders only
            with self._connection() as connection:
                rows = connection.execute(statement, (embedder.identity, *asked)).fetchall()
            known.update((text, np.frombuffer(vector, dtype=np.float32)) for text, vector in rows)
        return known

    def _write(self, embedder: Embedder, vectors: Mapping[bytes, Vectors]) -> None:
        rows = [(embedder.identity, key, vector.tobytes()) for key, vector in vectors.items()]
        with self._connection() as connection, connection:
            connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                self._opened = self._opened or _open(self._path)
                yield self._opened
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The embedding cache {self._path} cannot be used: {error}. Free some space on its disk,"
                " or remove the file: it is only a cache."
            ) from error


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A write asks for the lock first, and waits; SQLite refuses at once whoever asks halfway. It also
    # refuses two processes that turn on its write-ahead log at once, which is why there is none.
    connection = sqlite3.connect(path, BUSY_S, isolation_level="IMMEDIATE", check_same_thread=False)
    connection.execute("PRAGMA synchronous = NORMAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_SCHEMA)
    return connection


def _chunks(missing: Mapping[bytes, str]) -> Iterator[dict[bytes, str]]:
    left = iter(sorted(missing.items(), key=lambda item: len(item[1])))  # equal lengths waste no padding
    while chunk := dict(islice(left, CHUNK)):
        yield chunk
