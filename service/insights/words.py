"""The words that people use when they ask."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from index.terms import telling
from service.ask import COMMON_NAME
from service.insights.said import Said

MOST = 8

_WORD = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*")

Weigh = Callable[[str, str], Mapping[str, float]]
"""How rare the terms of a text in a language are in the documentation."""


def peoples_words(questions: Iterable[Said], weigh: Weigh) -> tuple[str, ...]:
    """The words of the questions that tell something, as most people spell them: first those that are asked
    with often and that the documentation seldom has. Words that stand everywhere in it are left out.
    """
    weights: dict[str, float] = defaultdict(float)
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for question in questions:
        rare = weigh(question.language, question.text)
        for stem, word in _words(question).items():
            if rare.get(stem, 0.0) > COMMON_NAME:
                weights[stem] += question.count * rare[stem]
                spelt[stem][word] += question.count
    ranked = sorted(weights, key=lambda stem: -weights[stem])
    words = {word.casefold(): word for stem in ranked for word, _ in spelt[stem].most_common(1)}
    return tuple(words.values())[:MOST]


def _words(question: Said) -> dict[str, str]:
    """The words of a question that are no stop words, by their stems."""
    found: dict[str, str] = {}
    for place, word in enumerate(_WORD.findall(question.text)):
        for stem in telling(question.language, word)[:1]:
            found.setdefault(stem, word if place or _is_name(word) else word.lower())
    return found


def _is_name(word: str) -> bool:
    """Whether its capitals belong to it, wherever it stands: `SQL`, `GitHub`."""
    return any(letter.isupper() for letter in word[1:])
