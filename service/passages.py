"""The passages that a question is answered from, for whoever writes the answer without us."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.duplicates import distinct
from service.answer import Excerpt
from service.ask import Asker
from service.compose import excerpts_of
from service.found import Found


@dataclass(frozen=True, slots=True)
class Passages:
    """What search found for a question: best first, each thing once, numbered from 1.

    `confidence` is the probability, in [0, 1], that the documentation answers the question. `left_out` more
    passages would have been too long.
    """

    question: str
    language: str
    confidence: float
    excerpts: tuple[Excerpt, ...]
    left_out: int


def passages(asker: Asker, found: Found, limit: int, characters: int) -> Passages:
    """The first `limit` passages, of which so many are kept as fit into `characters`."""
    hits = distinct(asker.served(found), found.generation.page)[:limit]
    excerpts = excerpts_of(hits, found.generation)
    kept = fitting(excerpts, characters)
    return Passages(
        question=found.question.text,
        language=found.query.language,
        confidence=found.confidence,
        excerpts=kept,
        left_out=len(excerpts) - len(kept),
    )


def fitting(excerpts: Sequence[Excerpt], characters: int) -> tuple[Excerpt, ...]:
    """The first excerpts that fit into so many characters together, each whole; the first one in any case."""
    kept: list[Excerpt] = []
    for excerpt in excerpts:
        characters -= len(excerpt.markdown)
        if kept and characters < 0:
            break
        kept.append(excerpt)
    return tuple(kept)
