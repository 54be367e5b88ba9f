"""Facts: what has to stand in a text as it is, however the sentence around it is put."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.terms import analyser, expanded, names, telling
from ingest.languages import known_language

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)

LEAST_NUMBER = 2
"""What the first of a language's number words counts: `one` is not only a number."""

_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_](?:[\w’']*[^\W_])?")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_OPENS = re.compile(r"(?:\A|[.:;!?…—–|(\[\"“«‘/])[\s*_¿¡\"“«‘(]*\Z")
"""What stands before a word that has a capital letter for its place alone."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in one language: their stems without stop words, and all of them as they are but
    for case and accents, with names in one piece and in parts.
    """

    language: str
    stems: frozenset[str]
    exact: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether each part of a name stands in the text, in some form."""
        if set(_exact(self.language, name)) <= self.exact:
            return True
        stems = telling(self.language, name)
        return bool(stems) and set(stems) <= self.stems


def words_of(language: str, text: str) -> Words:
    """The words of a text."""
    said = expanded(text)
    return Words(language, frozenset(telling(language, said)), frozenset(_exact(language, said)))


def numbers_in(text: str) -> frozenset[str]:
    """The numbers and versions of a text, however their thousands and decimals are set."""
    found = (_THOUSANDS.sub("", number[0]).replace(",", ".") for number in NUMBER.finditer(text))
    return frozenset(number.lstrip("0") or "0" for number in found)


def number_words_in(language: str, text: str) -> frozenset[str]:
    """The numbers that a text writes as words."""
    known = _number_words(language)
    return frozenset(known[word] for word in _exact(language, text) if word in known)


def names_in(language: str, text: str) -> Iterator[str]:
    """The names of a text: what has a capital letter that its place does not ask for, or several."""
    words = list(_WORD.finditer(text))
    following = [*words[1:], None]
    for word, after in zip(words, following, strict=True):
        name = _POSSESSIVE.sub("", word[0])
        if not any(map(str.isupper, name)) or not telling(language, name):
            continue
        goes_on = after is not None and after[0][0].isupper() and text[word.end() : after.start()] == " "
        if goes_on or _is_identifier(name) or not _OPENS.search(text[: word.start()]):
            yield name


def _is_identifier(name: str) -> bool:
    """Whether a word is a name wherever it stands: one with several capital letters, or with digits."""
    return sum(map(str.isupper, name)) > 1 or (any(map(str.isdigit, name)) and any(map(str.isalpha, name)))


def identifiers_in(text: str) -> frozenset[str]:
    """What is spelt as no ordinary word is, in one piece: `getUserId`, `X-API-KEY`, `docs.example.com`."""
    bare = re.sub(r"\b[^\W\d_]+(?:-[^\W\d_]+)+\b", _lowered_compound, text)
    return frozenset(name for name in names(bare) if not name.isdigit())


def code_in(markdown: str) -> frozenset[str]:
    """The code spans of a markdown text."""
    return frozenset(squeezed(code) for _, code in CODE.findall(markdown))


def squeezed(text: str) -> str:
    """In small letters, with no more than one space between words."""
    return " ".join(text.casefold().split())


def _lowered_compound(found: re.Match[str]) -> str:
    """Ordinary words that a hyphen joins are as good without it."""
    return found[0].replace("-", " ") if found[0][1:].islower() else found[0]


def _exact(language: str, text: str) -> list[str]:
    words: list[str] = analyser(language, stems=False).analyze(text)
    return words


@cache
def _number_words(language: str) -> dict[str, str]:
    known = known_language(language).claims.numbers
    return {
        word: str(value)
        for value, written in enumerate(known, start=LEAST_NUMBER)
        for word in _exact(language, written)
    }
