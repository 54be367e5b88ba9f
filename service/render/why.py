"""Why passages were found, as JSON: the rank and score that each retriever gave them."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from service.explain import Ranked, ranked
from service.found import Found


class RankWire(BaseModel):
    """A place, from 1, and the score that gave it."""

    rank: int
    score: float


class WhyWire(BaseModel):
    """Why a passage was found: its rank and score, and those by each retriever that found it.

    `dense` goes by cosine, `lexical` by BM25; `late` is the nearness of tokens, `cross` the cross-encoder's
    score.
    """

    rank: int
    score: float
    dense: RankWire | None
    lexical: RankWire | None
    late: float | None
    cross: float | None


def reasons(found: Found) -> Mapping[int, WhyWire]:
    """Why each passage was found, by its number; where a question has parts, for the one it is best for."""
    whys: dict[int, WhyWire] = {}
    for part in found.parts or (found,):
        for number, why in _reasons_of(part):
            if number not in whys or why.rank < whys[number].rank:
                whys[number] = why
    return whys


def _reasons_of(part: Found) -> Iterator[tuple[int, WhyWire]]:
    all_ranked = ranked(part.hits, len(part.hits))
    for rank, (hit, each) in enumerate(zip(part.hits, all_ranked, strict=True), start=1):
        yield hit.number, _why(rank, each)


def _why(rank: int, each: Ranked) -> WhyWire:
    return WhyWire(
        rank=rank,
        score=rounded(each.score),
        dense=_rank(each.dense),
        lexical=_rank(each.lexical),
        late=None if each.late is None else rounded(each.late),
        cross=None if each.cross is None else rounded(each.cross),
    )


def _rank(found: tuple[int, float] | None) -> RankWire | None:
    return RankWire(rank=found[0], score=rounded(found[1])) if found else None


def rounded(score: float) -> float:
    """A score without the digits that mean nothing."""
    return round(float(score), 4)
