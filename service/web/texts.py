"""Every word of the interface, by language: from `texts/`, one file a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "texts"

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Table:
    """The words of one part of the interface, each an attribute: `texts.frame.skip`."""

    _words: Mapping[str, str]

    def __getattr__(self, name: str) -> str:
        try:
            return self._words[name]
        except KeyError:
            raise AttributeError(f"The interface has no words called `{name}`.") from None

    def names(self) -> frozenset[str]:
        """What its words are called."""
        return frozenset(self._words)


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language: a table for each part of it."""

    language: str
    frame: Table
    search: Table
    answer: Table
    reading: Table
    insights: Table
    widget: Table
    refusal: Table

    def language_name(self, code: str) -> str:
        """A language's name; its code where the interface has none for it."""
        name = f"language_{code}"
        return getattr(self.frame, name) if name in self.frame.names() else code

    def counted(self, count: int, one: str, more: str) -> str:
        """The words for one, or for another number, with the number in them."""
        return (one if count == 1 else more).format(count=count)


@cache
def texts(language: str, folder: Path = FOLDER) -> Texts:
    """The interface in a language; in English where it does not speak it."""
    known = interfaces(folder)
    spoken = language if language in known else FALLBACK
    told = tomllib.loads((folder / f"{spoken}.toml").read_text(encoding="utf-8"))
    return Texts(spoken, **{name: Table(MappingProxyType(words)) for name, words in told.items()})


@cache
def interfaces(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that the interface speaks."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))
