"""The part of a passage that shows why it was found: words that were typed, marked, and those around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.terms import telling

LENGTH = 180
"""Characters of a snippet."""

LEAD = 40
"""So many characters stand before the first marked word."""

SHORTEST = 3
"""A typed word of fewer letters marks only words that it equals."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text, marked or not."""

    text: str
    marked: bool = False


def snippet(text: str, typed: str, language: str) -> tuple[Piece, ...]:
    """About LENGTH characters of a text in a language, in pieces."""
    flat = " ".join(text.split())
    marked = _marked(flat, typed, language)
    window = _window(flat, marked)
    inside = [(start, end) for start, end in marked if window.start <= start and end <= window.stop]
    return tuple(_pieces(flat, window, inside))


def highlighted(text: str, typed: str, language: str) -> tuple[Piece, ...]:
    """The whole of a text, in pieces."""
    flat = " ".join(text.split())
    return tuple(_pieces(flat, range(len(flat)), _marked(flat, typed, language)))


def _marked(text: str, typed: str, language: str) -> list[tuple[int, int]]:
    """Where the words stand that were typed, or begin like one, or have the same stem."""
    words = {word.casefold() for word in _WORD.findall(typed)}
    stems = set(telling(language, typed))
    beginnings = tuple(word for word in words if len(word) >= SHORTEST and telling(language, word))

    def is_typed(word: str) -> bool:
        folded = word.casefold()
        return folded.startswith(beginnings) or not stems.isdisjoint(telling(language, word))

    return [found.span() for found in _WORD.finditer(text) if is_typed(found[0])]


def _window(text: str, marked: list[tuple[int, int]]) -> range:
    """Where the snippet stands: from a word's beginning to a word's end."""
    first = marked[0][0] if marked else 0
    start = 0 if first <= LEAD else text.find(" ", first - LEAD) + 1
    end = min(len(text), start + LENGTH)
    if end < len(text) and (space := text.rfind(" ", start, end)) > start:
        end = space
    return range(start, end)


def _pieces(text: str, window: range, marked: list[tuple[int, int]]) -> Iterator[Piece]:
    said = window.start
    if said > 0:
        yield Piece("…\N{NO-BREAK SPACE}")
    for start, end in marked:
        if said < start:
            yield Piece(text[said:start])
        yield Piece(text[start:end], marked=True)
        said = end
    if said < window.stop:
        yield Piece(text[said : window.stop])
    if window.stop < len(text):
        yield Piece("\N{NO-BREAK SPACE}…")
