"""The sentence that defines what is asked about."""

import re

from ingest.languages import Asks
from service.answerers.reading import Choice, Reading
from service.questions.shape import plain_question, without_article

DEFINING = 0.15
"""What a sentence gains that says of the term what it is."""


def defining(reading: Reading, asks: Asks) -> Choice:
    """The best choice, sentences that begin with the term and a copula first; there is at least one."""
    term = defined_term(reading.found.question.text, asks)
    return max(
        reading.choices,
        key=lambda choice: choice.score + DEFINING * defines(choice.candidate.text, term, asks),
    )


def defined_term(question: str, asks: Asks) -> str:
    """What the question wants defined, in lower case, without its article."""
    asked = plain_question(question).rstrip("?. ")
    opening = max((each for each in asks.definition if asked.startswith(each)), key=len, default="")
    return without_article(asked[len(opening) :].strip())


def defines(sentence: str, term: str, asks: Asks) -> bool:
    """Whether a sentence begins with the term, perhaps with an article or its abbreviation, and a copula."""
    copulas = "|".join(map(re.escape, asks.copulas))
    pattern = rf"(?:\w+\s+)?{re.escape(term)}s?\b(?:\s*\([^)]*\))?,?\s+(?:{copulas})\b"
    return bool(term and copulas and re.match(pattern, plain_question(sentence)))
