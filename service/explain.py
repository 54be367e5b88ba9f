"""Why a question got its answer: what each stage made of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from index.confidence import Features, Logistic, features, fitted, found_by, thresholds
from index.hit import Hit
from service.answer import Answer
from service.answerers.reading import reading
from service.ask import Asker
from service.found import Found
from service.phrasebook import phrases
from service.questions.question import Question
from service.questions.shape import Shape, shape_of

PASSAGES = 10
"""So many passages are shown."""

CHOICES = 5
"""So many of the words that might have been quoted are shown."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage that was found: its score, and its rank and score with each retriever (`dense`: with the
    embedder that it was found by), None where that did not find it. `late` is the nearness of its tokens.
    """

    passage: str
    headings: str
    score: float
    dense: tuple[int, float] | None
    lexical: tuple[int, float] | None
    late: float | None
    cross: float | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A feature of the confidence model: its value, and what it adds to the log odds."""

    name: str
    value: float
    adds: float


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of one question, or of one part of it.

    `searched` is what was searched for: the question made self-contained, without names that stand
    everywhere. `choices` are words that might be quoted, each with its score, best first.
    """

    question: str
    language: str
    searched: str
    shape: Shape
    way: str
    confidence: float
    intercept: float
    weighed: tuple[Weighed, ...]
    passages: tuple[Ranked, ...]
    choices: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer, its parts explained, and the thresholds that decided on it."""

    answer: Answer
    parts: tuple[Explained, ...]
    answered_from: float
    partial_from: float


def explain(asker: Asker, question: Question) -> Explanation:
    """Ask, and tell why. Raises NoIndexError while nothing is indexed."""
    found = asker.find(question)
    limits = thresholds()
    parts = tuple(_explained(asker, part) for part in found.parts or (found,))
    return Explanation(asker.answer(found), parts, limits.answered, limits.partial)


def _explained(asker: Asker, found: Found) -> Explained:
    query = found.query
    choices = reading(asker.embedders, found).choices
    best = sorted(choices, key=lambda choice: -choice.score)[:CHOICES]
    return Explained(
        question=found.question.text,
        language=query.language,
        searched=query.text,
        shape=shape_of(found.question.text, phrases(query.language).asks),
        way=found_by(found.hits, query.language).value if found.hits else "",
        confidence=found.confidence,
        intercept=_model(found).intercept if found.hits else 0.0,
        weighed=_weighed(found) if found.hits else (),
        passages=tuple(ranked(found.hits, PASSAGES)),
        choices=tuple((choice.score, choice.candidate.text) for choice in best),
    )


def _weighed(found: Found) -> tuple[Weighed, ...]:
    query = found.query
    frequencies = found.generation.term_weights(query.language, query.text)
    seen = features(query.text, query.language, frequencies, found.hits)
    named = zip(fields(Features), _model(found).weights, strict=True)
    values = ((field.name, getattr(seen, field.name), weight) for field, weight in named)
    return tuple(Weighed(name, value, value * weight) for name, value, weight in values)


def _model(found: Found) -> Logistic:
    return fitted()[found_by(found.hits, found.query.language)]


def ranked(hits: Sequence[Hit], limit: int) -> Iterator[Ranked]:
    """The first `limit` passages, each with its ranks and scores among all of them."""
    lexical = _ranks({hit.number: hit.evidence.lexical for hit in hits})
    dense: dict[int, tuple[int, float]] = {}
    for embedder in {hit.evidence.embedder for hit in hits}:
        same = [hit for hit in hits if hit.evidence.embedder == embedder]
        dense |= _ranks({hit.number: hit.evidence.dense for hit in same})
    for hit in hits[:limit]:
        late = hit.evidence.late
        yield Ranked(
            passage=hit.passage.id,
            headings=hit.passage.context,
            score=hit.score,
            dense=dense.get(hit.number),
            lexical=lexical.get(hit.number),
            late=late.nearness if late else None,
            cross=hit.evidence.cross,
        )


def _ranks(scores: Mapping[int, float | None]) -> dict[int, tuple[int, float]]:
    """Rank, from 1, and score of each passage that has one, among those that were found."""
    scored = sorted(((score, number) for number, score in scores.items() if score is not None), reverse=True)
    return {number: (rank, score) for rank, (score, number) in enumerate(scored, start=1)}
