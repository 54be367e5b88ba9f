"""Vectors on their way to an index: rows of float32 in a file, written as they come."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.embedder import Vectors

BLOCK = 8192
"""So many rows are read at a time."""


class VectorSpool:
    """A new file of vectors of one dimension. They are read, in blocks and as often as wished, once `close`
    was called.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._path = path
        self.dimension = dimension
        self._count = 0
        self._file = path.open("xb")

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Vectors]:
        with self._path.open("rb") as file:
            while (block := np.fromfile(file, np.float32, BLOCK * self.dimension)).size:
                yield block.reshape(-1, self.dimension)

    def append(self, vectors: Vectors) -> None:
        """Add rows, which must be of the file's dimension."""
        self._file.write(np.ascontiguousarray(vectors, dtype=np.float32).data)
        self._count += len(vectors)

    def close(self) -> None:
        """Write everything out. Safe to call twice."""
        self._file.close()

    def remove(self) -> None:
        """Delete the file."""
        self.close()
        self._path.unlink()
