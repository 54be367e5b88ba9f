"""What search found for a question: all that an answer is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.hit import Hit
from index.search import Query
from index.store import Generation
from service.question import Question


@dataclass(frozen=True, slots=True)
class Found:
    """What was searched for, hits best first, and milliseconds by stage.

    `confidence` is the probability, in [0, 1], that the hits answer. Passages that give orders to AI agents
    are left out: nothing is answered on their word. A question that asks several things has `parts`, each
    found by itself; `hits` are then theirs in turn, and `confidence` is their mean.
    """

    question: Question
    query: Query
    generation: Generation
    hits: Sequence[Hit]
    confidence: float
    timings: Mapping[str, float]
    parts: tuple["Found", ...] = ()
