"""Measures of one direct answer against its label, and of how long answers took."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.terms import analyser
from ingest.languages import known_language

_CITATION = re.compile(r"\[\d+\]")
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_MARKS = str.maketrans(">|", "  ", "*_`#~\\[]")
_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a question: the median and the 95th percentile."""

    p50: float
    p95: float


def latency(milliseconds: Sequence[float]) -> Latency:
    """Percentiles of at least one measurement."""
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return Latency(float(p50), float(p95))


def contains_answer(answer: str, gold: str, language: str) -> float:
    """1 where the answer contains the gold answer, word for word once both are normalised; else 0."""
    wanted = " ".join(normalised(gold, language))
    return float(bool(wanted) and f" {wanted} " in f" {' '.join(normalised(answer, language))} ")


def token_f1(answer: str, gold: str, language: str) -> float:
    """SQuAD's F1 between the bags of normalised words (Rajpurkar et al. 2016, SQuAD)."""
    given, wanted = Counter(normalised(answer, language)), Counter(normalised(gold, language))
    if not given or not wanted:
        return float(given == wanted)
    return 2 * (given & wanted).total() / (given.total() + wanted.total())


def has_words(answer: str, words: Sequence[str]) -> bool:
    """Whether each of the words or phrases is in the answer, regardless of case, markdown and white space."""
    folded = _folded(answer)
    return all(_folded(word) in folded for word in words)


def content_recall(answer: str, gold: str, language: str) -> float:
    """The share, in [0, 1], of the gold answer's distinct content words that the answer has.

    Content words are all but the language's stop words; of a gold answer that has no others, these.
    """
    wanted = _words(gold, language, stop_words=False) or _words(gold, language, stop_words=True)
    if not wanted:
        return 0.0
    return len(wanted & _words(answer, language, stop_words=True)) / len(wanted)


def polarity(answer: str, language: str) -> str:
    """What the answer's first word says in its language: "yes", "no", or "none" of the two."""
    first = _WORD.search(plain(answer))
    asks = known_language(language).asks
    if not first or asks is None or not asks.yes:
        return "none"
    return {asks.yes.lower(): "yes", asks.no.lower(): "no"}.get(first[0].lower(), "none")


def normalised(text: str, language: str) -> list[str]:
    """The words to compare: lower case, without punctuation and the language's articles, accents kept.

    SQuAD's normalisation (Rajpurkar et al. 2016), with Unicode punctuation and other languages' articles as
    in MLQA (Lewis et al. 2020). A text of articles alone keeps them.
    """
    words = "".join(letter for letter in plain(text).lower() if not _is_punctuation(letter)).split()
    articles = known_language(language).words.articles
    return [word for word in words if word not in articles] or words


def plain(markdown: str) -> str:
    """The text without tags, citations, link targets and the characters that markdown marks text with."""
    text = _TAG.sub(" ", _LINK_TARGET.sub("]", markdown))
    return _CITATION.sub(" ", text).translate(_MARKS)


def _words(text: str, language: str, *, stop_words: bool) -> frozenset[str]:
    return frozenset(analyser(language, stop_words=stop_words, stems=False).analyze(plain(text)))


def _folded(text: str) -> str:
    return " ".join(plain(text).casefold().split())


def _is_punctuation(letter: str) -> bool:
    return letter in string.punctuation or unicodedata.category(letter).startswith("P")
