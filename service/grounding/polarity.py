"""Polarity: whether one sentence denies, restricts or reverses what another one says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.terms import telling
from ingest.languages import Asks, known_language

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Polarity:
    """What turns a sentence: its negations, words such as `only`, and the words that have an opposite.

    `sides` has, for each word of a pair of opposites that stands in the sentence, its number and side.
    """

    denials: int
    restricts: bool
    sides: frozenset[tuple[int, bool]]

    def agrees(self, source: "Polarity") -> bool:
        """Whether a sentence of this polarity may say what one of the source's says, or a part of it."""
        if self.denials > source.denials or bool(self.denials) != bool(source.denials):
            return False
        if self.restricts and not source.restricts:
            return False
        return not any(self._reverses(pair, side, source) for pair, side in self.sides)

    def _reverses(self, pair: int, side: bool, source: "Polarity") -> bool:
        return (pair, not side) in source.sides and (pair, side) not in source.sides


def polarity_of(language: str, text: str) -> Polarity:
    """The polarity of a sentence; none where nothing is known of its language."""
    asks = known_language(language).asks or Asks()
    words = f" {'  '.join(_WORD.findall(text.casefold().replace('’', chr(39))))} "
    return Polarity(
        _count(words, asks.negations),
        _count(words, asks.restrictions) > 0,
        frozenset(side for stem in telling(language, text) for side in _opposites(language).get(stem, ())),
    )


def _count(words: str, sought: Sequence[str]) -> int:
    return sum(words.count(f" {word.replace(' ', '  ')} ") for word in sought)


@cache
def _opposites(language: str) -> dict[str, list[tuple[int, bool]]]:
    """Number and side of the pairs that a stem belongs to."""
    sides: dict[str, list[tuple[int, bool]]] = {}
    for number, pair in enumerate(known_language(language).claims.opposites):
        for side, word in enumerate(pair.split()):
            for stem in telling(language, word):
                sides.setdefault(stem, []).append((number, bool(side)))
    return sides
