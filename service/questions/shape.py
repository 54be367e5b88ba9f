"""The shape of a question: what kind of words answer it."""

import re
from enum import StrEnum
from functools import cache

from ingest.languages import Asks, known_languages


class Shape(StrEnum):
    """What is asked for: what something is, how something is done, whether something is so, how things
    differ, what to do about an error, or anything else.
    """

    DEFINITION = "definition"
    HOW_TO = "how-to"
    YES_NO = "yes-no"
    COMPARISON = "comparison"
    ERROR = "error"
    FACT = "fact"


_QUOTED = re.compile(r"(?<!\w)[\"“«`']([^\"”»`']{3,})[\"”»`'](?!\w)")
_CODE = re.compile(r"\b(?:[A-Z]+_[A-Z_]+|[A-Z]+-?\d+|[1-5]\d\d|[A-Z]\w+(?:Error|Exception))\b")


def shape_of(question: str, asks: Asks) -> Shape:
    """The shape of a question, by how its language asks. An error may be asked about in any way."""
    asked = plain_question(question)
    if holds(asked, asks.errors):
        return Shape.ERROR
    if holds(asked, asks.comparison):
        return Shape.COMPARISON
    if begins(asked, asks.how_to):
        return Shape.HOW_TO
    if begins(asked, asks.definition):
        return Shape.DEFINITION
    return Shape.YES_NO if begins(asked, asks.yes_no) or _is_statement(asked, asks) else Shape.FACT


def _is_statement(asked: str, asks: Asks) -> bool:
    """Whether only a question mark makes a question of it, as most do in Portuguese that want a yes or no."""
    return asked.rstrip().endswith("?") and not holds(asked, (*asks.other, *asks.definition, *asks.how_to))


def opens(question: str, asks: Asks) -> bool:
    """Whether a question begins as questions do in the language."""
    return begins(plain_question(question), (*asks.definition, *asks.how_to, *asks.other, *asks.yes_no))


def literals(question: str) -> list[str]:
    """What is to be found to the letter: quoted messages, code, names and numbers of errors."""
    return [found[1] for found in _QUOTED.finditer(question)] + _CODE.findall(question)


def plain_question(question: str) -> str:
    """In lower case, without the mark that opens a question in Spanish, and with straight apostrophes."""
    return question.lower().replace("’", "'").lstrip("¿¡ ")


def without_article(name: str) -> str:
    """A name in lower case as it is used without an article, of whatever language."""
    first, _, rest = name.partition(" ")
    return rest if rest and first in _articles() else name


@cache
def _articles() -> frozenset[str]:
    return frozenset().union(*(language.words.articles for language in known_languages().values()))


def begins(asked: str, openings: tuple[str, ...]) -> bool:
    """Whether it begins with one of these words."""
    return bool(openings) and _any_of(openings).match(asked) is not None


def holds(asked: str, words: tuple[str, ...]) -> bool:
    """Whether one of these words, or runs of words, stands in it."""
    return occurrences(asked, words) > 0


def occurrences(asked: str, words: tuple[str, ...]) -> int:
    """How often these words, or runs of words, stand in it."""
    return len(_any_of(words).findall(asked)) if words else 0


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of at least one word or run of words, as a whole; the longest that fits."""
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
