"""Postings: which passages have a word, how often, and how long their field is, in blocks of passages."""

import struct
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.stores.bm25 import Norms, norms
from index.stores.words import PAIRS, indexed_words
from ingest.passage import Passage

BLOCK = 16_384
"""A block covers so many numbers of passages: what one has of it is written, then the next is begun."""

BUCKETS = 8_192
"""Most pairs stand in one passage only. A row for each would be row headers above all: so many rows hold all
pairs of a block, each those with one hash.
"""

Stored = tuple[int, bytes]
"""The number of a block's first passage, and what a row of the block keeps."""

POSTING = np.dtype([("passage", "<u2"), ("count", "<u2"), ("norm", "u1")])
"""A passage's place in its block, how often it has the word, and the norm of its field's length."""

PAIR = np.dtype([("pair", "<u4"), *POSTING.descr])
"""The same, behind a hash of the pair."""

_POSTING, _PAIR = struct.Struct("<HHB"), struct.Struct("<IHHB")

_MOST = 65_535


@dataclass(frozen=True, slots=True)
class PairKey:
    """Where a pair is kept, and the hash that tells it from others there."""

    bucket: int
    code: int

    @classmethod
    def of(cls, pair: str) -> "PairKey":
        """The key of a pair."""
        digest = blake2b(pair.encode(), digest_size=6).digest()
        return cls(int.from_bytes(digest[:2], "little") % BUCKETS, int.from_bytes(digest[2:], "little"))


class Block:
    """The postings of one language's passages whose numbers are in [first, first + BLOCK)."""

    def __init__(self, language: str, first: int) -> None:
        self._language, self.first = language, first
        self.lengths: Counter[str] = Counter()
        self._words: defaultdict[tuple[str, str], bytearray] = defaultdict(bytearray)
        self._pairs: defaultdict[int, bytearray] = defaultdict(bytearray)

    def add(self, number: int, passage: Passage) -> None:
        """Add the words of a passage."""
        for field, words in indexed_words(self._language, passage).items():
            self.lengths[field] += len(words)
            norm = int(norms(np.array([len(words)]))[0])
            self._add(number - self.first, field, words, norm)

    def _add(self, place: int, field: str, words: Sequence[str], norm: int) -> None:
        for word, often in Counter(words).items():
            count = min(often, _MOST)
            if field == PAIRS:
                key = PairKey.of(word)
                self._pairs[key.bucket] += _PAIR.pack(key.code, place, count, norm)
            else:
                self._words[field, word] += _POSTING.pack(place, count, norm)

    def words(self) -> Iterator[tuple[str, str, int, bytes]]:
        """Each field's words: the field, the word, how many passages have it, and their postings."""
        for (field, word), postings in sorted(self._words.items()):
            yield field, word, len(postings) // _POSTING.size, bytes(postings)

    def pairs(self) -> Iterator[tuple[int, bytes]]:
        """Each bucket and its postings."""
        return ((bucket, bytes(postings)) for bucket, postings in sorted(self._pairs.items()))


@dataclass(frozen=True, slots=True)
class Postings:
    """The numbers of the passages that have a word, how often each has it, and the norm of its field's
    length; shape (passages,) each.
    """

    numbers: NDArray[np.int64]
    counts: NDArray[np.uint16]
    norms: Norms

    @classmethod
    def of_word(cls, rows: Sequence[Stored]) -> Self:
        """From the word's rows, one of each block that has it."""
        return cls(*_joined(rows, POSTING))

    @classmethod
    def of_pair(cls, rows: Sequence[Stored], code: int) -> Self:
        """Of the pair with this hash, from the rows of its bucket."""
        return cls(*_joined(rows, PAIR, code))

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.numbers)


def _joined(
    rows: Sequence[Stored], kind: np.dtype[np.void], code: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.uint16], Norms]:
    firsts = np.repeat([first for first, _ in rows], [len(kept) // kind.itemsize for _, kept in rows])
    kept = np.frombuffer(b"".join(kept for _, kept in rows), kind)
    if code is not None:
        own = kept["pair"] == code
        firsts, kept = firsts[own], kept[own]
    return firsts + kept["passage"], kept["count"], kept["norm"]
