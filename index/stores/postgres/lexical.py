"""Lexical retrieval: postings from tables, ranked by BM25 here, so that any server gives the same scores."""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString, Protocol, TypeVar

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from psycopg import Connection

from index.store import Scored
from index.stores import bm25
from index.stores.postgres.postings import PairKey, Postings, Stored
from index.stores.words import EXACT, PAIRS, STEMS, Clause, Speller, rarity

REMEMBERED = 50_000
"""Of so many words it is remembered how many passages have them: a question asks for its words repeatedly."""

Found = TypeVar("Found")


class Ask(Protocol):
    """Has a server do something."""

    def __call__(self, work: Callable[[Connection], Found]) -> Found:
        """What `work` finds on a connection. Raises StoreError."""


_FREQUENCIES: LiteralString = """
SELECT word, sum(passages)::bigint FROM askdocs.words
WHERE site = %s AND generation = %s AND language = %s AND field = %s AND word = ANY(%s) GROUP BY word
"""

_BEGINNING: LiteralString = """
SELECT word FROM askdocs.words
WHERE site = %s AND generation = %s AND language = %s AND field = 'exact' AND word >= %s AND word < %s
GROUP BY word ORDER BY sum(passages) DESC, word LIMIT %s
"""

_POSTINGS: LiteralString = """
SELECT field, word, 0 AS bucket, first, postings FROM askdocs.words
WHERE site = %(site)s AND generation = %(generation)s AND language = %(language)s
    AND field = 'stems' AND word = ANY(%(stems)s)
UNION ALL SELECT field, word, 0 AS bucket, first, postings FROM askdocs.words
WHERE site = %(site)s AND generation = %(generation)s AND language = %(language)s
    AND field = 'exact' AND word = ANY(%(exact)s)
UNION ALL SELECT 'pairs', '', bucket, first, postings FROM askdocs.pairs
WHERE site = %(site)s AND generation = %(generation)s AND language = %(language)s
    AND bucket = ANY(%(buckets)s)
"""

_LAST = "\U0010ffff"
"""Comes after every letter."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a generation: how many passages it has, and words of each field in all of them."""

    site: str
    generation: int
    language: str
    passages: int
    lengths: Mapping[str, int]

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells its rows from others."""
        return self.site, self.generation, self.language


class PostgresDictionary:
    """The words of a language. What was looked up is remembered: a generation never changes."""

    def __init__(self, language: Language, ask: Ask) -> None:
        self._language, self._ask = language, ask
        self._known: LRUCache[tuple[str, str], int] = LRUCache(REMEMBERED)
        self._lock = threading.Lock()

    def size(self) -> int:
        """How many passages there are."""
        return self._language.passages

    def frequencies(self, field: str, words: Collection[str]) -> Mapping[str, int]:
        """How many passages have each of the words in this field."""
        with self._lock:
            known = {word: count for word in words if (count := self._known.get((field, word))) is not None}
        missing = [word for word in words if word not in known]
        if missing:
            known |= self._looked_up(field, missing)
        return known

    def _looked_up(self, field: str, words: Sequence[str]) -> Mapping[str, int]:
        asked = (*self._language.key, field, list(words))
        rows = self._ask(lambda connection: connection.execute(_FREQUENCIES, asked).fetchall())
        found: dict[str, int] = dict(rows)
        counts = {word: found.get(word, 0) for word in words}
        with self._lock:
            self._known.update({(field, word): count for word, count in counts.items()})
        return counts

    def beginning_with(self, letters: str, limit: int) -> Iterable[str]:
        """The exact words that begin so, the commonest first."""
        asked = (*self._language.key, letters, letters + _LAST, limit)
        rows = self._ask(lambda connection: connection.execute(_BEGINNING, asked).fetchall())
        return [word for (word,) in rows]


class PostgresLexical:
    """Searches the words of one language."""

    def __init__(self, language: Language, ask: Ask) -> None:
        self._language, self._ask = language, ask
        self._speller = Speller(language.language, PostgresDictionary(language, ask))

    def topk(self, question: str, k: int) -> list[Scored]:
        """The `k` passages that share words with the question, best BM25 first."""
        clauses = self._speller.clauses(question)
        if k <= 0 or not clauses:
            return []
        found = self._postings(clauses)
        scores = np.zeros(1 + max((int(each.numbers.max()) for each in found.values()), default=0))
        for clause in clauses:
            if kept := found.get((clause.field, clause.word)):
                scores[kept.numbers] += self._scores(clause, kept)
        return _best(scores.astype(np.float32), k)

    def weights(self, text: str) -> dict[str, float]:
        """The stems of the text's words with their rarities, as `Speller.weights` says."""
        return self._speller.weights(text)

    def _scores(self, clause: Clause, kept: Postings) -> NDArray[np.float64]:
        """What a word adds to the passages that have it."""
        weight = clause.worth * rarity(self._language.passages, len(kept))
        average = self._language.lengths.get(clause.field, 0) / self._language.passages
        return bm25.scores(weight, kept.counts, kept.norms, average)

    def _postings(self, clauses: Sequence[Clause]) -> Mapping[tuple[str, str], Postings]:
        """Those of each field's words that some passage has."""
        keys = {clause.word: PairKey.of(clause.word) for clause in clauses if clause.field == PAIRS}
        asked = {
            **dict(zip(("site", "generation", "language"), self._language.key, strict=True)),
            "stems": [clause.word for clause in clauses if clause.field == STEMS],
            "exact": [clause.word for clause in clauses if clause.field == EXACT],
            "buckets": [key.bucket for key in keys.values()],
        }
        rows = self._ask(lambda connection: connection.execute(_POSTINGS, asked, binary=True).fetchall())
        return _by_word(rows, keys)


def _by_word(
    rows: Iterable[tuple[str, str, int, int, bytes]], keys: Mapping[str, PairKey]
) -> Mapping[tuple[str, str], Postings]:
    words: defaultdict[tuple[str, str], list[Stored]] = defaultdict(list)
    buckets: defaultdict[int, list[Stored]] = defaultdict(list)
    for field, word, bucket, first, stored in rows:
        (buckets[bucket] if field == PAIRS else words[field, word]).append((first, stored))
    found = {key: Postings.of_word(kept) for key, kept in words.items()}
    found |= {
        (PAIRS, pair): Postings.of_pair(buckets[key.bucket], key.code)
        for pair, key in keys.items()
        if key.bucket in buckets
    }
    return {key: kept for key, kept in found.items() if len(kept)}


def _best(scores: NDArray[np.float32], k: int) -> list[Scored]:
    """The passages with the greatest scores above 0; of equal ones, the first."""
    found = np.flatnonzero(scores)
    if len(found) > k:
        least = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= least]
    order = found[np.lexsort((found, -scores[found]))][:k]
    return [Scored(int(number), float(scores[number])) for number in order]
