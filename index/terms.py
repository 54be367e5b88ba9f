"""Words: how text becomes the terms that lexical retrieval compares, by language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LANGUAGES = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""tantivy's stemmers, by ISO 639-1 code."""

UNSTOPPED = frozenset({"arabic", "greek", "romanian", "tamil", "turkish"})
"""Those of them that come without a list of stop words."""

QUESTION_WORDS = {
    "en": "how what which who whom whose when where why do does did can could should would i you we my",
    "pt": "como qual quais quem quando onde por que porque devo deve posso pode eu você meu minha seu sua",
    "es": "cómo como cuál cuáles quién quiénes cuándo dónde por qué porque debo debe puedo puede yo su",
}
"""What questions are asked with, beside tantivy's lists."""

LONGEST = 60
"""Longer tokens are data, not words."""

FEWEST = 2
"""A question keeps at least so many words beside stop words."""

_NAMES = re.compile(r"(?<=\s)[A-Z][a-z]\w*(?:\s+[A-Z]\w*)*")
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_RUN = re.compile(f"{_UNSPACED}+")
_NAME = re.compile(r"\w++(?:[-_.:]++\w++)*+")
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
    name = LANGUAGES.get(language, "")
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST))
    builder = builder.filter(Filter.lowercase())
    if not stop_words:
        builder = builder.filter(Filter.custom_stopword(QUESTION_WORDS.get(language, "").split()))
        if name and name not in UNSTOPPED:
            builder = builder.filter(Filter.stopword(name))
    if stems and name:  # before accents go: Portuguese endings are known by theirs
        builder = builder.filter(Filter.stemmer(name))
    return builder.filter(Filter.ascii_fold()).build()


def expanded(text: str) -> str:
    """The text with what readers may call its words otherwise.

    Behind a name stand its parts and itself in one piece: `getUserId get User Id`, `X-API-KEY XAPIKEY`.
    Scripts without spaces are cut into pairs of characters.
    """
    return _RUN.sub(_pairs, _NAME.sub(_name, text))


def _name(found: re.Match[str]) -> str:
    if found[0].isalnum() and not _HUMPED.search(found[0]):
        return found[0]
    words = _WORD.findall(found[0])
    parts = [part for word in words for part in _HUMP.split(word)]
    whole = ["".join(words)] if len(words) > 1 else []
    return " ".join([found[0], *whole, *(parts if len(parts) > len(words) else [])])


def _pairs(found: re.Match[str]) -> str:
    run = found[0]
    return f" {' '.join(run[i : i + 2] for i in range(max(1, len(run) - 1)))} "
