"""Embedders: text in, unit vectors out, of the text or of each of its tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

Places = NDArray[np.int32]
"""Places in a text, counted in characters."""


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


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text that hold a letter or a digit, in reading order.

    `vectors` has shape (tokens, token dimension), float32, rows of unit length. `starts` and `ends`, both of
    shape (tokens,), say which characters of the text each token covers.
    """

    vectors: Vectors
    starts: Places
    ends: Places


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read once: its vector, of shape (dimension,), and those of its tokens."""

    vector: Vectors
    tokens: Tokens


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that can also tell the vector of each token, in a space of their own.

    For late interaction (Khattab and Zaharia, "ColBERT", SIGIR 2020). The vectors of a reading are those that
    `queries` and `passages` give.
    """

    @property
    def token_dimension(self) -> int:
        """Length of a token's vector."""

    def read_queries(self, texts: Sequence[str]) -> list[Reading]:
        """Read questions, each by itself."""

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """Read passages, each by itself."""
