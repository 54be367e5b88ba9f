"""The projection of a model's token states into the small space that an index keeps them in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from index.embedder import Vectors


@dataclass(frozen=True, slots=True)
class Projection:
    """`mean`, of shape (states,), is what states have in common, and `matrix`, of shape (states, dimension),
    takes what they differ in into the small space.

    Fitted by `tests/benchmarks/fit_projections.py`: the principal components of many states, turned so that
    each dimension has about the same variance.
    """

    mean: Vectors
    matrix: Vectors

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what was fitted."""
        with np.load(path) as stored:
            return cls(stored["mean"].astype(np.float32), stored["matrix"].astype(np.float32))

    @classmethod
    def none(cls, states: int) -> Self:
        """The one that leaves states of this length as they are."""
        return cls(np.zeros(states, np.float32), np.eye(states, dtype=np.float32))

    @property
    def dimension(self) -> int:
        """Length of a projected vector."""
        return int(self.matrix.shape[1])

    def apply(self, states: Vectors) -> Vectors:
        """Project states of shape (n, states) to unit vectors of shape (n, dimension)."""
        return unit(np.asarray((unit(states) - self.mean) @ self.matrix, dtype=np.float32))


def unit(vectors: Vectors) -> Vectors:
    """The rows of shape (n, dimension), each brought to unit length; a row of zeros stays so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
