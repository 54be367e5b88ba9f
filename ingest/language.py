"""Which language a text or an address is in."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

_CODES = """
af ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ka ko lt lv mk ms nb nl pl pt ro ru sk sl sq
sr sv sw ta te th tl tr uk ur vi zh
"""
COMMON = frozenset(_CODES.split())
"""The ISO 639-1 codes that the project knows."""

WORDS = frozenset({"id", "ms", "sl", "tl", "hr", "cs", "vi", "mk", "te"})
"""Codes that are also ordinary path segments (`/id`, `/hr`, `/cs`): alone they name no language."""

ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "fil": "tl"}
"""Other codes in use for a known language."""

ACCURATE_UP_TO = 6
"""Lingua's accurate models take some 15 MB a language: among more languages than this it goes by trigrams."""

MARKUP = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|<[^>]*>|\{%.*?%\}|\]\([^)]*\)|https?://\S+", re.DOTALL)


def language_code(tag: str) -> str:
    """The ISO 639-1 code of a language tag such as `pt-BR` or `en_us`; "" for one that is not known."""
    base = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    base = ALIASES.get(base, base)
    return base if base in COMMON else ""


def path_language(path: str) -> str:
    """The language that a site path names in its first segment ("" where it names none)."""
    segment = path.strip("/").split("/", 1)[0].lower()
    if segment in WORDS or not re.fullmatch(r"[a-z]{2,3}([-_]([a-z]{2}|[a-z]{4}|419))?", segment):
        return ""
    return language_code(segment)


def below_language(path: str) -> str:
    """The site path without its language segment: equal for translations that keep their slugs."""
    if not path_language(path):
        return path
    return "/" + path.strip("/").partition("/")[2]


def prose(markdown: str) -> str:
    """The words of a markdown text, without code, tags and addresses: what a detector should see."""
    return MARKUP.sub(" ", markdown)


class Detector:
    """Tells the language of a text, among `languages` (ISO 639-1) or else the common ones."""

    def __init__(self, languages: Sequence[str] | None = None) -> None:
        codes = {language_code(code) for code in languages or COMMON} - {""}
        self._only = next(iter(codes)) if len(codes) == 1 else ""
        self._lingua = _build(codes) if len(codes) > 1 else None

    def detect(self, text: str, default: str) -> str:
        """The ISO 639-1 code of the text's language; `default` where the text does not tell."""
        if self._lingua is None:
            return self._only or default
        found = self._lingua.detect_language_of(text)
        return default if found is None else found.iso_code_639_1.name.lower()

    def majority(self, texts: Iterable[str], default: str) -> str:
        """The language that most of the texts are in, by length; `default` where none tells."""
        votes: Counter[str] = Counter()
        for text in texts:
            votes[self.detect(text, "")] += len(text)
        del votes[""]
        return votes.most_common(1)[0][0] if votes else default


def _build(codes: Iterable[str]) -> LanguageDetector:
    chosen = [getattr(IsoCode639_1, code.upper()) for code in sorted(codes)]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*chosen).with_minimum_relative_distance(0.05)
    return (builder if len(chosen) <= ACCURATE_UP_TO else builder.with_low_accuracy_mode()).build()
