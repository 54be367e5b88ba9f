"""Whether a sentence says yes or no to a question: only where its words settle that."""

import re
from collections.abc import Mapping

from index.terms import coverage
from ingest.languages import Asks
from service.questions.shape import begins, holds, occurrences, plain_question

LEAST, LEAST_OF_OTHERS = 0.75, 0.5
"""The weighted share of the question's words that a sentence has, with its headings, where it settles it,
and where it names the only ones who may.
"""

_NAME = re.compile(r"(?<=\s)(?:[A-Z]\w+|\w*\d\w*)")
_LABEL = re.compile(r"^\W*\w:\W*")
"""What marks an answer in a list of questions: `A:`."""

_WORD = re.compile(r"[\w']+")


def verdict(
    question: str, sentence: str, context: str, language: str, asks: Asks, weights: Mapping[str, float]
) -> bool | None:
    """Yes, no, or None where the sentence, below its `context` of headings, does not settle it.

    It does where it says what was asked about, unconditionally: negated once, or not at all. What `only` some
    others may is a no to whoever was asked about. A question that begins with a negation asks the same as one
    without it. `weights` are the question's terms' document frequencies.
    """
    said = _LABEL.sub("", plain_question(sentence))
    _, _, asked = plain_question(question).partition(" ")
    share = coverage(weights, language, f"{context}\n{sentence}")
    if said.rstrip().endswith("?") or holds(asked, asks.negations) or share < LEAST_OF_OTHERS:
        return None
    missing = _missing_names(question, f"{context} {sentence}")
    if holds(said, asks.restrictions):
        return _restricted(missing, said, asks)
    return _stated(missing, said, asks) if share >= LEAST else None


def _stated(missing: list[str], said: str, asks: Asks) -> bool | None:
    """What a sentence says that has all the question's names: yes where it denies nothing."""
    if asks.yes and begins(said, (asks.yes.lower(), asks.no.lower())):
        return begins(said, (asks.yes.lower(),))
    negations = occurrences(said, asks.negations)
    if missing or negations > 1 or holds(said, asks.conditions):
        return None
    return negations == 0


def _restricted(missing: list[str], said: str, asks: Asks) -> bool | None:
    """Only others may; whoever is named among the only ones may, unless that is negated."""
    if holds(said, (*asks.negations, *asks.conditions)):
        return None
    return not missing


def _missing_names(question: str, text: str) -> list[str]:
    said = {word.casefold() for word in _WORD.findall(text)}
    return [name for name in _NAME.findall(question) if name.casefold() not in said]
