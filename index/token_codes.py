"""Token vectors in four bits a dimension, as an index keeps them.

A token vector has unit length and, by its projection, about equal variance in each dimension: one scale, made
for the normal distribution that this comes near to, serves all.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.embedder import Tokens, Vectors

Codes = NDArray[np.uint8]
Starts = NDArray[np.uint16]

LEVELS = 16
CLIP = 3.0
"""Values are told apart within so many standard deviations."""

FARTHEST = 32_767
"""Tokens that begin behind this character are left out: so much fits beside one bit more into two bytes."""


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """The tokens of one passage, as far as they are kept.

    `codes` has shape (tokens, dimension / 2), `starts` shape (tokens,): at which character of the embedded
    text each begins.
    """

    codes: Codes
    starts: Starts

    @classmethod
    def of(cls, tokens: Tokens) -> Self:
        """Code a passage's tokens."""
        near = tokens.starts <= FARTHEST
        return cls(encode(tokens.vectors[near]), tokens.starts[near].astype(np.uint16))


def encode(vectors: Vectors) -> Codes:
    """Code unit vectors; from shape (n, dimension), which must be even, to (n, dimension / 2)."""
    steps = vectors * (LEVELS * np.sqrt(vectors.shape[1]) / (2 * CLIP)) + LEVELS / 2
    nibbles = np.clip(np.floor(steps), 0, LEVELS - 1).astype(np.uint8)
    return np.ascontiguousarray(nibbles[:, 0::2] << 4 | nibbles[:, 1::2])


def decode(codes: Codes) -> Vectors:
    """About what was coded, of unit length; from shape (n, dimension / 2) to (n, dimension)."""
    vectors, lengths = unscaled(codes)
    return np.asarray(vectors / lengths[:, np.newaxis], dtype=np.float32)


def unscaled(codes: Codes) -> tuple[Vectors, Vectors]:
    """What was coded, of shape (n, dimension), and the lengths by which to divide it, of shape (n,).

    To divide inner products instead costs less.
    """
    vectors = np.take(_PAIRS, codes).view(np.float32)
    return vectors, np.sqrt(np.einsum("ij,ij->i", vectors, vectors))


def _pairs() -> NDArray[np.complex64]:
    """Both halves of each byte, in steps from the middle: the scale goes when lengths become one.

    Complex numbers, since two floats that are one element are looked up ten times faster.
    """
    values = np.arange(256)
    middle = (LEVELS - 1) / 2
    return ((values >> 4) - middle + 1j * ((values & 15) - middle)).astype(np.complex64)


_PAIRS = _pairs()
