"""Embedders: text in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns questions and passages into vectors of one space.

    Callers may rely on: rows of unit length, float32, C-contiguous; the same text gives the same vector
    whatever else stands in the batch (to 1e-4); calls from several threads are safe. An empty list gives
    shape (0, dimension).
    """

    @property
    def identity(self) -> str:
        """Names model, weights and preparation: vectors with equal identities may be compared and cached
        together.
        """

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; shape (len(texts), dimension)."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; shape (len(texts), dimension)."""
