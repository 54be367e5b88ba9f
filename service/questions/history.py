"""Follow-up questions made self-contained: what one leaves unsaid stands in the questions before it.

By rules: search runs at each turn of a conversation, and no model here writes sentences.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from index.terms import expanded, telling
from ingest.languages import Asks
from service.phrasebook import phrases
from service.questions.question import Question
from service.questions.shape import begins, holds, plain_question

FEW = 1
"""A question of so many telling words, or fewer, may say too little to stand by itself."""

ENOUGH = 5
"""One of more telling words stands by itself: what it refers to is mostly in it."""

MOST = 6
"""So many words, at the most, are taken over from the questions before."""

SHORT = 3
"""The language of a question of so many words is told by the one before it too."""

Weigh = Callable[[str], Mapping[str, float]]
"""The stems of a text without its stop words, each with its inverse document frequency."""

_WORD = re.compile(r"\w+(?:[-_.:]\w+)*")


def self_contained(text: str, history: Sequence[str], language: str, weigh: Weigh) -> str:
    """The question with the words that it lacks of those asked before it, the oldest first.

    A question that neither refers to what was said nor says too little stays as it is. Each of the earlier
    ones is made self-contained in the same way, so that a subject is carried on over several turns.
    """
    if not history:
        return text
    conversation = _Conversation(language, phrases(language).asks, weigh(" ".join((*history, text))))
    return reduce(conversation.resolved, (*history, text))


def in_conversation(question: Question) -> Question:
    """The question to tell the language of: a short one together with the one before it."""
    if not question.history or len(question.text.split()) > SHORT:
        return question
    return replace(question, text=f"{question.history[-1]} {question.text}")


@dataclass(frozen=True, slots=True)
class _Word:
    """A telling word as somebody wrote it, with its stems and the frequency of the rarest."""

    text: str
    stems: frozenset[str]
    is_name: bool
    weight: float


@dataclass(frozen=True, slots=True)
class _Conversation:
    """A conversation's language, how questions are asked in it, and how rare its words are."""

    language: str
    asks: Asks
    weights: Mapping[str, float]

    def resolved(self, before: str, asked: str) -> str:
        """The question, with words of the one before where it leans on that."""
        words = list(self._words(asked))
        if not self._leans(asked, words):
            return asked
        said = frozenset[str]().union(*(word.stems for word in words))
        lacking = [word for word in self._words(before) if word.weight and not word.stems <= said]
        rarest = sorted(lacking, key=lambda word: (word.is_name, word.weight), reverse=True)[:MOST]
        taken = dict.fromkeys(word.text for word in lacking if word in rarest)
        return " ".join((asked, *taken))

    def _leans(self, text: str, words: Sequence[_Word]) -> bool:
        """Whether a question cannot be understood without the one before it."""
        asked = plain_question(text)
        if begins(asked, self.asks.continues) or holds(asked, self.asks.references):
            return len(words) <= ENOUGH
        return len(words) <= FEW and not self._names_its_subject(asked, words)

    def _names_its_subject(self, asked: str, words: Sequence[_Word]) -> bool:
        """Whether it asks what something is, or names something."""
        return any(word.is_name for word in words) or (bool(words) and begins(asked, self.asks.definition))

    def _words(self, text: str) -> Iterator[_Word]:
        openings = {word for opening in self.asks.other for word in opening.split()}
        for found in _WORD.finditer(text):
            stems = frozenset(telling(self.language, expanded(found[0])))
            if stems and found[0].lower() not in openings:
                yield _Word(found[0], stems, _is_name(found), max(map(self._weight, stems)))

    def _weight(self, stem: str) -> float:
        """A word that is misspelt weighs nothing: no passage has it."""
        return self.weights.get(stem, 0.0)


def _is_name(found: re.Match[str]) -> bool:
    """Whether it has capitals that do not merely begin a sentence."""
    word, before = found[0], found.string[: found.start()].rstrip(" ¿¡\"'(“")
    inside = bool(before) and before[-1] not in ".?!"
    return any(letter.isupper() for letter in (word if inside else word[1:]))
