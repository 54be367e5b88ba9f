"""What search found for a question: all that an answer is made of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from statistics import fmean

from index.hit import Hit
from index.search import Query
from index.store import Generation
from service.questions.question import Question


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


def joined(question: Question, parts: Sequence[Found], timings: Mapping[str, float]) -> Found:
    """What was found for a question whose parts were found by themselves, with `timings` beside theirs."""
    return Found(
        question=question,
        query=parts[0].query,
        generation=parts[0].generation,
        hits=_in_turn(parts),
        confidence=fmean(part.confidence for part in parts),
        timings=_summed([timings, *(part.timings for part in parts)]),
        parts=tuple(parts),
    )


def with_both(found: Found, of_each: Sequence[Found]) -> Found:
    """What was found for a comparison, and in turn for each of the things compared.

    A page that tells of both answers it; so do passages that each tell of one.
    """
    return replace(
        found,
        hits=_in_turn([found, *of_each]),
        confidence=max(found.confidence, min(each.confidence for each in of_each)),
        timings=_summed([found.timings, *(each.timings for each in of_each)]),
    )


def _in_turn(founds: Sequence[Found]) -> list[Hit]:
    """The best hit of each, then the second ones, and so on; each passage once."""
    first: dict[int, Hit] = {}
    for hit in chain.from_iterable(zip_longest(*(found.hits for found in founds))):
        if hit:
            first.setdefault(hit.number, hit)
    return list(first.values())


def _summed(timings: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return dict(sum(map(Counter, timings), Counter[str]()))
