"""The embedding cache: what embedders made of texts, so that a new index embeds only what changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import monotonic

import numpy as np

from index.cached.readings import Readings, Row
from index.cached.sqlite import SqliteReadings
from index.embedder import Embedder, TokenEmbedder, Vectors
from index.errors import StoreError
from index.token_codes import TokenCodes

CHUNK = 32
"""So many texts are embedded at a time."""

WRITTEN_AFTER_S = 1.0
"""What was embedded in so long is written at once: a killed build loses that, and a chunk."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What is kept of an embedded text: its vector, of shape (dimension,), and its tokens, None where the
    embedder tells none.
    """

    vector: Vectors
    tokens: TokenCodes | None


def _nobody(_texts: int) -> None: ...


class EmbeddingCache:
    """Passages' vectors, in float32, and their tokens, kept in `readings`. Safe for several threads."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    @classmethod
    def at(cls, path: Path) -> "EmbeddingCache":
        """That in the SQLite file at `path`, which several processes may use at once."""
        return cls(SqliteReadings(path))

    @classmethod
    def shared(cls, address: str) -> "EmbeddingCache":
        """That in the PostgreSQL database at `address`, which many machines may use. Raises StoreError."""
        try:
            from index.cached.postgres import PostgresReadings
        except ImportError as error:
            raise StoreError(
                f"Vectors in PostgreSQL need {error.name}. Install it with: pip install 'askdocs[postgres]'"
            ) from error
        return cls(PostgresReadings(address))

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
        """Let go of the file or the connection; the next call opens it again."""
        self._readings.close()

    def _read(self, embedder: Embedder, keys: Sequence[bytes]) -> dict[bytes, Embedded]:
        width = embedder.token_dimension // 2 if isinstance(embedder, TokenEmbedder) else 0
        found = self._readings.find(embedder.identity, keys)
        return {text: _from_row(width, *row) for text, row in found.items()}

    def _write(self, embedder: Embedder, embedded: Mapping[bytes, Embedded]) -> None:
        self._readings.keep(embedder.identity, {key: _row(each) for key, each in embedded.items()})


def _embed(embedder: Embedder, texts: Sequence[str]) -> list[Embedded]:
    if isinstance(embedder, TokenEmbedder):
        return [
            Embedded(reading.vector, TokenCodes.of(reading.tokens))
            for reading in embedder.read_passages(texts)
        ]
    return [Embedded(vector, None) for vector in embedder.passages(texts)]


def _row(embedded: Embedded) -> Row:
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


def _chunks(missing: Mapping[bytes, str]) -> Iterator[dict[bytes, str]]:
    left = iter(sorted(missing.items(), key=lambda item: len(item[1])))  # equal lengths waste no padding
    while chunk := dict(islice(left, CHUNK)):
        yield chunk
