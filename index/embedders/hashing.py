"""Vectors of hashed words and letters: no model, yet texts that share words are near. For tests."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from math import log1p

import numpy as np

from index.embedder import Vectors

WORD, PAIR, LETTERS = 1.0, 0.5, 0.25
"""What a word, a pair of words that stand side by side, and three letters of a word count."""


class HashingEmbedder:
    """Adds a signed weight per feature where its hash says (Weinberger et al., "Feature Hashing", 2009)."""

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def identity(self) -> str:
        """Names the preparation."""
        return f"hashing-{self._dimension}-1"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, as passages."""
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; a text without a word gets the first axis."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            self._add(vectors[row], text)
        vectors[~vectors.any(axis=1), 0] = 1.0
        return np.ascontiguousarray(
            vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32
        )

    def _add(self, vector: Vectors, text: str) -> None:
        for (feature, weight), count in Counter(_features(_words(text))).items():
            place, sign = _place(feature, self._dimension)
            vector[place] += sign * weight * log1p(count)


def _words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split()


def _features(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    for word in words:
        yield word, WORD
        padded = f"_{word}_"
        yield from ((padded[i : i + 3], LETTERS) for i in range(len(padded) - 2))
    yield from ((f"{first} {second}", PAIR) for first, second in pairwise(words))


@lru_cache(maxsize=100_000)
def _place(feature: str, dimension: int) -> tuple[int, int]:
    number = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest())
    return (number >> 1) % dimension, 1 if number & 1 else -1
