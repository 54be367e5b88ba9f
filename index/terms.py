"""Words: how text becomes the terms that lexical retrieval compares, by language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from ingest.languages import known_language

LONGEST = 60
"""Longer tokens are data, not words."""

FEWEST = 2
"""A question keeps at least so many words beside stop words."""

EDITABLE = (4, 8)
"""A word of so many letters may be one edit, or two, away from what was meant."""

_NAMES = re.compile(r"(?<=\s)[A-Z][a-z]\w*(?:\s+[A-Z]\w*)*")
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_RUN = re.compile(f"{_UNSPACED}+")
_NAME = re.compile(r"\w++(?:[-_.:]++\w++|/\d++)*+")
_HUMPED = re.compile(r"[a-z0-9][A-Z]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text, without accents: its stem, and itself."""

    stem: str
    exact: str


def terms(language: str, text: str) -> list[Term]:
    """The distinct words of the text but for stop words; all of them where it has no others."""
    text = expanded(text)
    return _terms(language, text, stop_words=False) or _terms(language, text, stop_words=True)


def telling(language: str, text: str) -> list[str]:
    """The stems of an expanded text without stop words, as often and in the order in which they stand."""
    stems: list[str] = analyser(language, stop_words=False).analyze(text)
    return stems


def pairs(stems: Sequence[str]) -> Iterator[str]:
    """Each stem with the next one: what stands side by side in question and passage is seldom chance."""
    return (f"{one}_{other}" for one, other in pairwise(stems))


def coverage(weights: Mapping[str, float], language: str, text: str) -> float:
    """The share, in [0, 1], of a question's weighted stems that the text has; 0 where it has none."""
    total = sum(weights.values())
    stems = {term.stem for term in terms(language, text)}
    return sum(weight for stem, weight in weights.items() if stem in stems) / total if total else 0.0


def function_words(language: str, text: str) -> int:
    """How many words of the text are stop words of the language: the surest sign of it in a short text."""
    every, telling = (
        analyser(language, stop_words=kept, stems=False).analyze(text) for kept in (True, False)
    )
    return len(every) - len(telling)


def correctable(word: str) -> int:
    """How many edits a word that nobody knows may be away from one that was meant: 0, 1 or 2.

    Short words are all alike, and in numbers and identifiers with digits each character counts.
    """
    return sum(len(word) >= length for length in EDITABLE) if word.isalpha() else 0


def edits(word: str) -> set[str]:
    """All that one edit makes of the word, in the letters of its script (Norvig's enumeration).

    An edit is a letter left out, put in or replaced, or two neighbours swapped (Damerau 1964).
    """
    letters = _letters(word)
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    replaced = {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    put_in = {head + letter + tail for head, tail in cuts for letter in letters}
    return (left_out | swapped | replaced | put_in) - {word}


def _letters(word: str) -> set[str]:
    """The letters that share a block of 64 code points with one of the word's: those of its script."""
    blocks = {ord(letter) & ~63 for letter in word}
    near = {chr(code) for block in blocks for code in range(block, block + 64)}
    return {letter for letter in near if letter.isalpha() and letter == letter.lower()}


def within(one: str, other: str, most: int) -> bool:
    """Whether at most so many edits make one word of the other. Meant for 2: effort grows as 4 ** most."""
    if most == 0 or one == other or abs(len(one) - len(other)) > most:
        return one == other
    if one[:1] == other[:1]:
        return within(one[1:], other[1:], most)
    return (
        within(one[1:], other[1:], most - 1)
        or within(one[1:], other, most - 1)
        or within(one, other[1:], most - 1)
        or (one[:2] == other[1::-1] and within(one[2:], other[2:], most - 1))
    )


def without_common_names(text: str, language: str, weights: Mapping[str, float], least: float) -> str:
    """The text without the names whose words all weigh less than `least`.

    The name of the product stands on every page of its documentation: it tells nothing, and draws a question
    to the passages that repeat it. A name is a run of capitalised words, so `Amazon Forecast` stays whole
    where only `Amazon` is common. A text that would have little else left stays as it is. `weights` are those
    of its stems.
    """

    def is_common(name: str) -> bool:
        stems = [term.stem for term in terms(language, name)]
        return bool(stems) and all(weights.get(stem, least) < least for stem in stems)

    kept = _NAMES.sub(lambda found: "" if is_common(found[0]) else found[0], text)
    kept = " ".join(kept.split())
    return kept if len(_terms(language, kept, stop_words=False)) >= FEWEST else text


def _terms(language: str, text: str, *, stop_words: bool) -> list[Term]:
    stems = analyser(language, stop_words=stop_words).analyze(text)
    exact = analyser(language, stop_words=stop_words, stems=False).analyze(text)
    return list(dict.fromkeys(map(Term, stems, exact)))


@cache
def analyser(language: str, *, stop_words: bool = True, stems: bool = True) -> TextAnalyzer:
    """Words in lower case and without accents; with their stop words and as stems, if wished for."""
    words = known_language(language).words
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST))
    builder = builder.filter(Filter.lowercase())
    if not stop_words:
        builder = builder.filter(Filter.custom_stopword(sorted(words.question_words)))
        if words.stop_words_from_stemmer:
            builder = builder.filter(Filter.stopword(words.stemmer))
    if stems and words.stemmer:  # before accents go: Portuguese endings are known by theirs
        builder = builder.filter(Filter.stemmer(words.stemmer))
    return builder.filter(Filter.ascii_fold()).build()


def expanded(text: str) -> str:
    """The text with what readers may call its words otherwise.

    Behind a name stand its parts and itself in one piece: `getUserId get User Id`, `X-API-KEY XAPIKEY`. A
    slash joins before digits only (`HTTP/2`): elsewhere it stands between alternatives and parts of paths.
    Scripts without spaces are cut into pairs of characters.
    """
    return _RUN.sub(_pairs, _NAME.sub(_name, text))


def names(text: str) -> set[str]:
    """The exact forms, but for accents, of what `expanded` takes for names: each in one piece."""
    found = (name for name in _NAME.finditer(text) if _is_name(name[0]))
    return {"".join(_WORD.findall(name[0])).lower() for name in found}


def _is_name(run: str) -> bool:
    return not run.isalnum() or bool(_HUMPED.search(run))


def _name(found: re.Match[str]) -> str:
    if not _is_name(found[0]):
        return found[0]
    words = _WORD.findall(found[0])
    parts = [part for word in words for part in _HUMP.split(word)]
    whole = ["".join(words)] if len(words) > 1 else []
    return " ".join([found[0], *whole, *(parts if len(parts) > len(words) else [])])


def _pairs(found: re.Match[str]) -> str:
    run = found[0]
    return f" {' '.join(run[i : i + 2] for i in range(max(1, len(run) - 1)))} "
