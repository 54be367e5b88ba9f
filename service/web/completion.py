"""The end of a word that is half typed: the most frequent word of the documentation that begins like it."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from threading import Lock, Thread

from index.store import Generation
from index.terms import telling
from ingest.passage import Passage

READ = 20_000
"""So many passages are read at most, evenly spread: the frequent words are in any large sample."""

AT_ONCE = 2_000
"""So many passages are read within a request: that takes some tens of milliseconds."""

BATCH = 500

KEPT = 50_000
"""So many words of a language are kept, the most frequent ones."""

SHORTEST = 2
"""Fewer letters begin too many words."""

HEADLINE = 5
"""A word of a title or heading counts like so many in a text: it is what people look for."""

_WORD = re.compile(r"[^\W\d_][\w'-]*[^\W_]")
_LAST = re.compile(r"[^\W_][\w'-]*\Z")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, in lower case, and how often each stands in the documentation.

    `ordered` are those that a half typed one may stand for: all but stop words.
    """

    ordered: tuple[str, ...]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, language: str, counts: Counter[str]) -> "Words":
        """The most frequent words."""
        kept = dict(counts.most_common(KEPT))
        return cls(tuple(sorted(word for word in kept if telling(language, word))), kept)

    def completion(self, beginning: str) -> str:
        """The most frequent word that begins so, the shorter of equals; "" where none does."""
        start = bisect_left(self.ordered, beginning)
        matching = takewhile(lambda word: word.startswith(beginning), self.ordered[start:])
        return max(matching, key=lambda word: (self.counts[word], -len(word)), default="")

    def known(self, text: str) -> int:
        """How many words of the text are among them."""
        return sum(word in self.counts for word in _words(text))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all languages of one generation."""

    languages: Mapping[str, Words]

    def completed(self, typed: str, language: str = "") -> str:
        """The text with its last word completed; as it is where that is a word, or begins none.

        The word is sought in `language`, else in the one that has most of the words before it.
        """
        last = _LAST.search(typed)
        if not last or len(last[0]) < SHORTEST:
            return typed
        before, beginning = typed[: last.start()], last[0].lower()
        for words in self._likeliest(before, language):
            if beginning in words.counts:
                return typed
            if found := words.completion(beginning):
                return before + found
        return typed

    def _likeliest(self, before: str, language: str) -> list[Words]:
        if language in self.languages:
            return [self.languages[language]]
        return sorted(self.languages.values(), key=lambda words: -words.known(before))


NOTHING = Vocabulary({})


@dataclass(slots=True)
class Completions:
    """The vocabulary of the live generation, read once: a large one beside the requests, which do without it
    until it is there.
    """

    at_once: int = AT_ONCE
    _number: int = -1
    _vocabulary: Vocabulary = NOTHING
    _reading: Lock = field(default_factory=Lock)

    def vocabulary(self, generation: Generation) -> Vocabulary:
        """The words of this generation; none while they are read."""
        number = generation.info.number
        if self._number != number and self._reading.acquire(blocking=False):
            if sum(generation.info.passages.values()) <= self.at_once:
                self._read(generation)
            else:
                Thread(target=self._read, args=(generation,), daemon=True).start()
        return self._vocabulary if self._number == number else NOTHING

    def _read(self, generation: Generation) -> None:
        """Read the words; only who holds the lock does, and gives it back."""
        try:
            self._vocabulary = vocabulary(generation)
            self._number = generation.info.number
        finally:
            self._reading.release()


def vocabulary(generation: Generation) -> Vocabulary:
    """The words of titles, headings and texts."""
    counts: dict[str, Counter[str]] = {}
    for passage in _spread(generation):
        words = counts.setdefault(passage.language, Counter())
        words.update(_words(passage.text))
        words.update(dict.fromkeys(_words(passage.context), HEADLINE))
    return Vocabulary({language: Words.of(language, counted) for language, counted in counts.items()})


def _spread(generation: Generation) -> Iterator[Passage]:
    """Passages of the whole documentation, in batches."""
    total = sum(generation.info.passages.values())
    numbers = range(0, total, max(1, -(-total // READ)))
    for start in range(0, len(numbers), BATCH):
        yield from generation.passages(numbers[start : start + BATCH])


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
