"""A corpus of any size, of real text: beyond the passages there are, two halves of two make another.

The first sentences of one are followed by the last of another. Its tokens are those of the halves, its vector
is the mean of theirs. Nothing is random but the pairing, which is the same each time, and nothing is kept: a
corpus is made anew each time it is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Self

import numpy as np

from index.embedder import Vectors
from index.store import PassageTokens
from ingest.page import Page
from ingest.passage import Passage
from ingest.sentences import spans

JOIN = "\n\n"
"""Between the halves: a sentence ends there in any case."""

BLOCK = 2048
"""So many passages are in memory at a time."""

SEED = 7


@dataclass(frozen=True, slots=True)
class Known:
    """A passage, its page, vector and tokens, and where to cut it.

    Its first half ends at `end`, its second begins at `begin`, both counted in characters of its text. Of a
    single sentence both halves are all of it.
    """

    page: Page
    passage: Passage
    vector: Vectors
    tokens: PassageTokens
    end: int
    begin: int

    @classmethod
    def of(cls, page: Page, passage: Passage, vector: Vectors, tokens: PassageTokens) -> Self:
        """Find the middle: behind half of the sentences."""
        sentences = spans(passage.text) or [(0, len(passage.text))]
        half = len(sentences) // 2
        return cls(page, passage, vector, tokens, sentences[max(half, 1) - 1][1], sentences[half][0])

    @property
    def above(self) -> int:
        """So many characters of the embedded text are title and headings."""
        return self.passage.text_from


def joined_text(first: Known, second: Known) -> str:
    """The first half of one and the second half of the other."""
    return f"{first.passage.text[: first.end]}{JOIN}{second.passage.text[second.begin :]}"


def joined_tokens(first: Known, second: Known) -> PassageTokens:
    """The tokens of title, headings and first half of one, and those of the other's second half."""
    end, begin = first.above + first.end, second.above + second.begin
    one, other = _rows(first, 0, end), _rows(second, begin, None)
    moved = other.starts.astype(np.int32) + (end + len(JOIN) - begin)
    return PassageTokens(
        np.concatenate([one.codes, other.codes]),
        np.concatenate([one.starts, moved.astype(np.uint16)]),
        np.concatenate([one.firsts, other.firsts]),
    )


def joined_vector(first: Known, second: Known) -> Vectors:
    """The mean of both, of unit length."""
    both = first.vector + second.vector
    return np.asarray(both / np.linalg.norm(both), dtype=np.float32)


def _rows(known: Known, start: int, end: int | None) -> PassageTokens:
    """The tokens that begin in [start:end) of the embedded text; they are in order."""
    tokens = known.tokens
    first = int(np.searchsorted(tokens.starts, start))
    last = len(tokens.starts) if end is None else int(np.searchsorted(tokens.starts, end))
    return PassageTokens(tokens.codes[first:last], tokens.starts[first:last], tokens.firsts[first:last])


@dataclass(frozen=True, slots=True)
class Variations:
    """`size` passages: the first of the base, then variations, each of two others. Raises ValueError for more
    than there are pairs.
    """

    base: Sequence[Known]
    size: int
    _steps: Sequence[int]

    @classmethod
    def of(cls, base: Sequence[Known], size: int) -> Self:
        """With the pairs that are the same each time."""
        if not 0 < size <= len(base) ** 2:
            raise ValueError(f"{len(base)} passages make up to {len(base) ** 2} in all, not {size}")
        steps = range(1, len(base))
        return cls(base, size, Random(SEED).sample(steps, len(steps)))  # noqa: S311 - pairs, no secret

    def pages(self) -> Iterator[Page]:
        """The pages of the base, then one a variation."""
        yield from {each.page.url: each.page for each in self.base[: self.size]}.values()
        for passage, (first, _) in self._varied():
            yield replace(first.page, url=passage.page_url, path=passage.page_url, markdown=passage.markdown)

    def passages(self) -> Iterator[Passage]:
        """All passages, in order."""
        yield from (each.passage for each in self.base[: self.size])
        yield from (passage for passage, _ in self._varied())

    def vectors(self) -> Iterator[Vectors]:
        """All vectors, in blocks; shape (some, dimension)."""
        for numbers in self._blocks():
            yield np.stack([self._vector(number) for number in numbers])

    def tokens(self) -> Iterator[list[PassageTokens]]:
        """All tokens, in the same blocks."""
        for numbers in self._blocks():
            yield [self._tokens(number) for number in numbers]

    def pair(self, number: int) -> tuple[Known, Known]:
        """What a variation is made of; no two are made of the same."""
        count = len(self.base)
        turn, first = divmod(number - count, count)
        return self.base[first], self.base[(first + self._steps[turn]) % count]

    def _varied(self) -> Iterator[tuple[Passage, tuple[Known, Known]]]:
        for number in range(len(self.base), self.size):
            pair = self.pair(number)
            yield _joined_passage(number, *pair), pair

    def _blocks(self) -> Iterator[range]:
        return (range(start, min(start + BLOCK, self.size)) for start in range(0, self.size, BLOCK))

    def _vector(self, number: int) -> Vectors:
        known = number < len(self.base)
        return self.base[number].vector if known else joined_vector(*self.pair(number))

    def _tokens(self, number: int) -> PassageTokens:
        known = number < len(self.base)
        return self.base[number].tokens if known else joined_tokens(*self.pair(number))


def _joined_passage(number: int, first: Known, second: Known) -> Passage:
    text = joined_text(first, second)
    kinds = first.passage.kinds | second.passage.kinds
    return replace(
        first.passage, page_url=f"/variation/{number}", ordinal=0, kinds=kinds, markdown=text, text=text
    )
