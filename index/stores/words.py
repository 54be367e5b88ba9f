"""Words that passages are found by, and what a question looks up: the same for every store."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import log
from typing import Protocol

from index.terms import Term, analyser, correctable, edits, expanded, names, pairs, telling, terms, within
from ingest.passage import Passage

STEMS, EXACT, PAIRS = "stems", "exact", "pairs"
"""The fields: the stems of a passage's words, the words themselves, and its neighbouring stems two by two."""

WORTH = {STEMS: 1.0, EXACT: 0.5, PAIRS: 0.5}
"""What is found in a field counts by this much. Each holds title, headings and text, for one length to norm.

Chosen on one half of the labelled sets and confirmed on the other. A sum of terms, and not the best field
of each, lets tantivy skip the passages that cannot reach the best (block-max WAND).
"""

TITLES = 2
"""So often a title counts as words of its passage."""

NAME = 1.5
"""What a name in one piece is worth, so that passages which repeat its parts do not come before it."""

CORRECTED = 0.7
"""What a word is worth that was found for a misspelt one."""

MISSPELT = 4
"""So many words of a question are corrected; one with more that are unknown is about something else."""

SURE_LETTERS = 4
"""Two edits are looked for behind so many letters that are right, as most misspelt words begin."""

LIKELY = 1_000
"""So many words with this beginning are compared, the commonest."""

LONGEST_QUESTION = 64
"""So many words of a question are looked up; whoever pastes a log means its beginning."""


def indexed_text(passage: Passage) -> str:
    """The text whose words a passage is found by."""
    return expanded("\n".join([passage.title] * TITLES + [*passage.heading_path, passage.text]))


def indexed_pairs(language: str, text: str) -> Iterator[str]:
    """The pairs of an indexed text."""
    return pairs(telling(language, text))


def indexed_words(language: str, passage: Passage) -> dict[str, list[str]]:
    """What each field has of the passage, as often and in the order in which it stands."""
    text = indexed_text(passage)
    return {
        STEMS: analyser(language).analyze(text),
        EXACT: analyser(language, stems=False).analyze(text),
        PAIRS: list(indexed_pairs(language, text)),
    }


def rarity(passages: int, found: int) -> float:
    """BM25's inverse document frequency of a word that `found` of so many passages have."""
    return log(1 + (passages - found + 0.5) / (found + 0.5))


class Dictionary(Protocol):
    """The words of the passages of one language."""

    def size(self) -> int:
        """How many passages there are."""

    def frequencies(self, field: str, words: Collection[str]) -> Mapping[str, int]:
        """How many passages have each of the words in this field; words that none has may be left out."""

    def beginning_with(self, letters: str, limit: int) -> Iterable[str]:
        """The exact words that begin so: the commonest, of equally common ones the first by their letters."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A word to look up in a field, and what it counts there."""

    field: str
    word: str
    worth: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term to look up, and what it is worth: 1 for a word as it was asked."""

    term: Term
    worth: float


@dataclass(frozen=True, slots=True)
class Speller:
    """What a question in `language` looks up in the words of a dictionary.

    A question is words, never a query language: `AND`, quotes and colons mean nothing. A word that no passage
    has is looked up as the one that was probably meant.
    """

    language: str
    dictionary: Dictionary

    def clauses(self, question: str) -> list[Clause]:
        """All that is looked up: a passage's score is the sum of what it has of them."""
        wanted = self._wanted(question)[:LONGEST_QUESTION]
        clauses = [
            Clause(field, word, WORTH[field] * each.worth)
            for each in wanted
            for field, word in ((STEMS, each.term.stem), (EXACT, each.term.exact))
        ]
        neighbours = pairs([each.term.stem for each in wanted])
        return clauses + [Clause(PAIRS, pair, WORTH[PAIRS]) for pair in neighbours]

    def weights(self, text: str) -> dict[str, float]:
        """The stems of the text's words without stop words, each with BM25's inverse document frequency.

        A misspelt word is weighed as the one that `clauses` looks up, under the stem of that one: what
        passages have in common with the text is then what they were found by. On labelled questions with a
        typing error this told the answerable from those of other subjects nearly as well as without the
        error. A word that no passage has, nor anything like it, weighs most.
        """
        stems = [each.term.stem for each in self._wanted(text)]
        found, passages = self.dictionary.frequencies(STEMS, stems), self.dictionary.size()
        return {stem: rarity(passages, found.get(stem, 0)) for stem in stems}

    def corrections(self, text: str) -> dict[str, str]:
        """The words of the text that no passage has, without accents, and what is looked up in their places.

        Words for which nothing similar is known are not among them.
        """
        asked = terms(self.language, text)
        known = self.dictionary.frequencies(STEMS, [term.stem for term in asked])
        unknown = (term.exact for term in asked if not known.get(term.stem))
        likely = islice(filter(correctable, unknown), MISSPELT)
        return {word: meant for word in likely if (meant := self._meant(word))}

    def _wanted(self, text: str) -> list[_Wanted]:
        meant, whole = self.corrections(text), names(text)
        return [
            each
            for term in terms(self.language, text)
            for each in self._spelt(term, meant.get(term.exact), NAME if term.exact in whole else 1.0)
        ]

    def _spelt(self, term: Term, meant: str | None, worth: float) -> list[_Wanted]:
        """The term, or what was meant by it: nothing where that is a stop word."""
        if meant is None:
            return [_Wanted(term, worth)]
        stems = telling(self.language, meant)
        return [_Wanted(Term(self._known_stem(stem, meant), meant), CORRECTED) for stem in stems]

    def _known_stem(self, stem: str, word: str) -> str:
        """The word's stem, or the beginning of it that is one: the word has lost the accents that tell it."""
        likely = [stem, *(word[:end] for end in range(len(word), len(word) // 2, -1))]
        known = self.dictionary.frequencies(STEMS, likely)
        return next((each for each in likely if known.get(each)), stem)

    def _meant(self, word: str) -> str:
        """The commonest of the nearest words that the index has; "" where none is near."""
        most = correctable(word)
        near = edits(word) if most > 0 else set()
        return self._commonest(near) or (self._two_away(word) if most > 1 else "")

    def _commonest(self, words: Collection[str]) -> str:
        found = self.dictionary.frequencies(EXACT, words)
        count, word = max(((count, word) for word, count in found.items()), default=(0, ""))
        return word if count else ""

    def _two_away(self, word: str) -> str:
        listed = self.dictionary.beginning_with(word[:SURE_LETTERS], LIKELY)
        return next((other for other in listed if within(word, other, 2)), "")
