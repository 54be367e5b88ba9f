"""What the service itself says, by language, and how questions are asked: from `ingest/languages/`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ingest.languages import FOLDER, Asks, Says, known_languages

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Phrases(Says):
    """The sentences of one language, and how questions are asked in it."""

    asks: Asks

    def language_name(self, code: str) -> str:
        """A language's name in this language, else in its own; its code where nothing is said in it."""
        return self.language_names.get(code, code)

    def quoted(self, text: str) -> str:
        """The text in this language's quotation marks."""
        return f"{self.quotation_marks[0]}{text}{self.quotation_marks[-1]}"

    def enumerated(self, texts: Sequence[str]) -> str:
        """At least one text, as one says several things in a row."""
        *head, last = texts
        return f"{', '.join(head)} {self.conjunction} {last}" if head else last


@cache
def phrases(language: str, folder: Path = FOLDER) -> Phrases:
    """The phrases of a language, from the files in the folder; English where its own has none."""
    says, asks = _says(folder), _asks(folder)
    names = {code: spoken.name for code, spoken in says.items()}
    return _phrases(says.get(language, says[FALLBACK]), asks.get(language, asks[FALLBACK]), names)


@cache
def languages(folder: Path = FOLDER) -> frozenset[str]:
    """The languages that the service speaks."""
    return frozenset(_says(folder))


def _phrases(says: Says, asks: Asks, own_names: Mapping[str, str]) -> Phrases:
    said = {field.name: getattr(says, field.name) for field in fields(Says)}
    said["language_names"] = MappingProxyType({**own_names, **says.language_names})
    return Phrases(**said, asks=asks)


def _says(folder: Path) -> Mapping[str, Says]:
    return {code: known.says for code, known in known_languages(folder).items() if known.says}


def _asks(folder: Path) -> Mapping[str, Asks]:
    return {code: known.asks for code, known in known_languages(folder).items() if known.asks}
