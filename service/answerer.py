"""Answerers: from the passages that were found to the words that answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.hit import Hit
from index.search import Query
from index.store import Generation
from service.question import Question


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of one passage that answer.

    `shown` is what the answer prints: words of the passage to the letter. Only a table's row is set out anew,
    each cell behind its column's name. `lead` names what the words are about where they do not say it
    themselves; "" otherwise. `score` orders quotations within one answer.
    """

    shown: str
    hit: Hit
    score: float
    lead: str = ""


class Answerer(Protocol):
    """Chooses what to say."""

    def quotations(
        self, question: Question, query: Query, hits: Sequence[Hit], generation: Generation
    ) -> list[Quotation]:
        """The quotations that answer, in the order in which they are to be read; [] where no words do.

        `hits` are what was found for `query` in `generation`, best first, none of which repeats another.
        """
