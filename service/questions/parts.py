"""The parts of a question that asks several things, or that compares two."""

import re
from itertools import pairwise

from index.terms import telling
from ingest.languages import Asks
from service.questions.shape import Shape, plain_question, shape_of, without_article

MOST = 3
"""A question of more parts is no specific one: it is asked as a whole."""

FEWEST_WORDS = 3

_END = re.compile(r"(?<=\?)\s+")


def question_parts(question: str, language: str, asks: Asks) -> tuple[str, ...]:
    """Each of the two or three questions in one text, in the asker's words; () where it asks one thing.

    They stand behind one another, or are joined by a word after which a question begins. Each has at least
    three words, of which one can be searched for. A comparison is one question, whatever it joins.
    """
    if shape_of(question, asks) is Shape.COMPARISON:
        return ()
    sentences = [sentence for sentence in _END.split(question) if sentence.strip()]
    parts = [part for sentence in sentences for part in _joined(sentence, asks)]
    asking = all(len(part.split()) >= FEWEST_WORDS and telling(language, part) for part in parts)
    return tuple(parts) if 1 < len(parts) <= MOST and asking else ()


def compared(question: str, asks: Asks) -> tuple[str, ...]:
    """The things that a question compares, in lower case; () where they are not told apart."""
    if shape_of(question, asks) is not Shape.COMPARISON:
        return ()
    asked = plain_question(question).rstrip("?. ")
    markers = sorted(asks.comparison, key=len, reverse=True)
    marker = next((each for each in markers if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", asked)), "")
    head, _, tail = asked.partition(marker)
    if marker in {"vs", "versus"}:
        return _pair(head, tail)
    joins = "|".join(map(re.escape, asks.joins))
    one, *others = re.split(rf"\s+(?:{joins})\s+", tail, maxsplit=1)
    return _pair(one, others[0]) if others else _pair(head, tail)


def _pair(one: str, other: str) -> tuple[str, ...]:
    named = (without_article(one.strip()), without_article(other.strip()))
    return named if all(named) else ()


def _joined(sentence: str, asks: Asks) -> list[str]:
    """A sentence cut before each question that a joining word begins."""
    joins = "|".join(map(re.escape, asks.joins))
    openings = "|".join(map(re.escape, sorted({*asks.other, *asks.how_to}, key=len, reverse=True)))
    if not joins or not openings:
        return [sentence]
    cuts = [
        (found.start(), found.end())
        for found in re.finditer(rf",?\s+(?:{joins})\s+(?=¿?(?:{openings})\b)", sentence, re.IGNORECASE)
    ]
    edges = [0, *(edge for cut in cuts for edge in cut), len(sentence)]
    return [sentence[start:end].strip(" ,") for start, end in list(pairwise(edges))[::2]]
