"""The embedding cache: what embedders made of texts, so that a new index embeds only what changed."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import monotonic

import numpy as np

from index.embedder import Embedder, TokenEmbedder, Vectors
from index.errors import StoreError
from index.token_codes import TokenCodes

CHUNK = 32
"""So many texts are embedded at a time."""

WRITTEN_AFTER_S = 1.0
"""What was embedded in so long is written at once: a killed build loses that, and a chunk."""

BUSY_S = 30.0
"""How long a process waits for another one that writes."""

_ASKED_AT_ONCE = 500  # SQLite limits the parameters of one statement

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    embedder TEXT NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, codes BLOB, starts BLOB,
    PRIMARY KEY (embedder, text)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What is kept of an embedded text: its vector, of shape (dimension,), and its tokens, None where the
    embedder tells none.
    """

    vector: Vectors
    tokens: TokenCodes | None


def _nobody(_texts: int) -> None: ...


class EmbeddingCache:
    """A SQLite file of passages' vectors, in float32, and of their tokens. Safe for several processes and
    threads.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def passages(
        self, embedder: Embedder, texts: Sequence[str], on_progress: Callable[[int], None] = _nobody
    ) -> list[Embedded]:
        """The texts as `embedder` reads passages, embedding only what is missing.

        `on_progress` is told each time how many more of the texts are done. Raises StoreError.
        """
        keys = [sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._read(embedder, list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        on_progress(len(texts) - len(missing))
        for embedded in self._embedded(embedder, missing):
            known.update(embedded)
            on_progress(len(embedded))
        return [known[key] for key in keys]

    def _embedded(
        self, embedder: Embedder, missing: Mapping[bytes, str]
    ) -> Iterator[Mapping[bytes, Embedded]]:
        """What is missing, embedded chunk by chunk. However this ends, it is written."""
        unwritten: dict[bytes, Embedded] = {}
        written = monotonic()
        try:
            for chunk in _chunks(missing):
                embedded = dict(zip(chunk, _embed(embedder, list(chunk.values())), strict=True))
                unwritten |= embedded
                if monotonic() - written >= WRITTEN_AFTER_S:
                    self._write(embedder, unwritten)
                    unwritten, written = {}, monotonic()
                yield embedded
        finally:
            if unwritten:
                self._write(embedder, unwritten)

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def _read(self, embedder: Embedder, keys: Sequence[bytes]) -> dict[bytes, Embedded]:
        known: dict[bytes, Embedded] = {}
        width = embedder.token_dimension // 2 if isinstance(embedder, TokenEmbedder) else 0
        for start in range(0, len(keys), _ASKED_AT_ONCE):
            asked = keys[start : start + _ASKED_AT_ONCE]
            marks = ", ".join("?" * len(asked))
            statement = (
                "SELECT text, vector, codes, starts FROM readings"  # noqa: S608 - placeholders only
                f" WHERE embedder = ? AND text IN ({marks})"
            )
            with self._connection() as connection:
                rows = connection.execute(statement, (embedder.identity, *asked)).fetchall()
            known.update((text, _from_row(width, *kept)) for text, *kept in rows)
        return known

    def _write(self, embedder: Embedder, embedded: Mapping[bytes, Embedded]) -> None:
        rows = [(embedder.identity, key, *_row(each)) for key, each in embedded.items()]
        with self._connection() as connection, connection:
            connection.executemany("INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?)", rows)

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


def _embed(embedder: Embedder, texts: Sequence[str]) -> list[Embedded]:
    if isinstance(embedder, TokenEmbedder):
        return [
            Embedded(reading.vector, TokenCodes.of(reading.tokens))
            for reading in embedder.read_passages(texts)
        ]
    return [Embedded(vector, None) for vector in embedder.passages(texts)]


def _row(embedded: Embedded) -> tuple[bytes, bytes | None, bytes | None]:
    tokens = embedded.tokens
    if tokens is None:
        return embedded.vector.tobytes(), None, None
    return embedded.vector.tobytes(), tokens.codes.tobytes(), tokens.starts.tobytes()


def _from_row(width: int, vector: bytes, codes: bytes | None, starts: bytes | None) -> Embedded:
    read = np.frombuffer(vector, np.float32)
    if codes is None or starts is None:
        return Embedded(read, None)
    begun = np.frombuffer(starts, np.uint16)
    return Embedded(read, TokenCodes(np.frombuffer(codes, np.uint8).reshape(len(begun), width), begun))


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A write asks for the lock first, and waits; SQLite refuses at once whoever asks halfway. It also
    # refuses two processes that turn on its write-ahead log at once, which is why there is none.
    connection = sqlite3.connect(path, BUSY_S, isolation_level="IMMEDIATE", check_same_thread=False)
    connection.execute("PRAGMA synchronous = NORMAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TABLE IF EXISTS vectors")  # of a former version
        connection.execute(_SCHEMA)
    return connection


def _chunks(missing: Mapping[bytes, str]) -> Iterator[dict[bytes, str]]:
    left = iter(sorted(missing.items(), key=lambda item: len(item[1])))  # equal lengths waste no padding
    while chunk := dict(islice(left, CHUNK)):
        yield chunk
