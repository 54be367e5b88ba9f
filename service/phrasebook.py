"""What the service itself says, by language: one file a language in `service/languages/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FALLBACK = "en"

_FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language, and how its how-to questions begin.

    `unanswered_nearest` holds `{pages}`, `other_language` holds `{language}`, `about` holds `{heading}` and
    `{title}`, `reason` holds `{marks}`, `as_of` holds `{date}`.
    """

    name: str
    unanswered: str
    unanswered_nearest: str
    other_language: str
    follow_ups: str
    about: str
    reason: str
    as_of: str
    conjunction: str
    how_to: tuple[str, ...]
    language_names: Mapping[str, str]

    def language_name(self, code: str) -> str:
        """A language's name in this language; its code where the file does not name it."""
        return self.language_names.get(code, code)

    def asks_how(self, question: str) -> bool:
        """Whether a question asks for steps."""
        lowered = question.lower().lstrip("¿ ")
        return any(lowered.startswith(f"{opening} ") for opening in self.how_to)


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language; English where it has no file."""
    path = _FOLDER / f"{language}.toml"
    if language not in languages():
        path = _FOLDER / f"{FALLBACK}.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    entries["how_to"] = tuple(entries["how_to"])
    entries["language_names"] = MappingProxyType(entries["language_names"])
    return Phrases(**entries)


@cache
def languages() -> frozenset[str]:
    """The languages that have a file."""
    return frozenset(path.stem for path in _FOLDER.glob("*.toml"))
