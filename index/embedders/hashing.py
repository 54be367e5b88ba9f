"""Vectors of hashed words and letters: no model, yet texts that share words are near. For tests."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b, shake_256
from itertools import pairwise
from math import log1p

import numpy as np

from index.embedder import Reading, Tokens, Vectors
from index.embedders.projection import unit

WORD, PAIR, LETTERS = 1.0, 0.5, 0.25
"""What a word, a pair of words that stand side by side, and three letters of a word count."""

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
"""Letters and digits with their accents, whether composed or apart."""


class HashingEmbedder:
    """Adds a signed weight per feature where its hash says (Weinberger et al., "Feature Hashing", 2009).

    Its tokens are words.
    """

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def identity(self) -> str:
        """Names the preparation."""
        return f"hashing-{self._dimension}-2"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def token_dimension(self) -> int:
        """Length of a word's vector."""
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

    def read_queries(self, texts: Sequence[str]) -> list[Reading]:
        """Read questions, as passages."""
        return self.read_passages(texts)

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """Read passages, word by word."""
        return [
            Reading(vector, self._tokens(text))
            for text, vector in zip(texts, self.passages(texts), strict=True)
        ]

    def _tokens(self, text: str) -> Tokens:
        found = list(_WORD.finditer(text))
        vectors = [_word_vector("".join(_words(word[0])), self._dimension) for word in found]
        return Tokens(
            np.array(vectors, np.float32).reshape(-1, self._dimension),
            np.array([word.start() for word in found], np.int32),
            np.array([word.end() for word in found], np.int32),
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


@lru_cache(maxsize=1_000)
def _word_vector(word: str, dimension: int) -> Vectors:
    """The word's own features, each with a sign in every dimension: tokens are coded as if spread evenly."""
    signs = [weight * _signs(feature, dimension) for feature, weight in dict(_features([word])).items()]
    vector: Vectors = unit(np.sum(signs, axis=0, keepdims=True))[0]
    return vector


def _signs(feature: str, dimension: int) -> Vectors:
    digest = shake_256(feature.encode()).digest(-(-dimension // 8))
    return np.unpackbits(np.frombuffer(digest, np.uint8), count=dimension) * np.float32(2) - np.float32(1)
