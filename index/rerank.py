"""Reranking: the first passages of a ranking, put in order by all that is known of them."""

from collections.abc import Mapping, Sequence

from index.fusion import min_max, ranked
from index.late import LateScores
from index.ranker import LinearRanker, RankFeatures
from index.store import Scored

LATE_WEIGHT = 1.0
"""What late interaction counts beside the fused score, each in [0, 1], where no ranker weighs them."""


def rank_features(
    dense: Mapping[int, float], lexical: Mapping[int, float], late: Mapping[int, LateScores]
) -> dict[int, RankFeatures]:
    """The features of each passage that has late scores; the retrievers' scores are mapped to [0, 1]."""
    whole = min_max([Scored(number, scores.whole) for number, scores in late.items()])
    even = min_max([Scored(number, scores.even) for number, scores in late.items()])
    sentence = min_max([Scored(number, scores.sentence) for number, scores in late.items()])
    return {
        number: RankFeatures(
            dense.get(number, 0.0), lexical.get(number, 0.0), whole[number], even[number], sentence[number]
        )
        for number in late
    }


def by_features(
    fused: Sequence[Scored], features: Mapping[int, RankFeatures], ranker: LinearRanker
) -> list[Scored]:
    """The passages with features first, as the ranker says, then the others as they were."""
    numbers = list(features)
    scores = ranker.scores([features[number] for number in numbers])
    return _first(fused, [Scored(*each) for each in zip(numbers, scores, strict=True)])


def by_late(fused: Sequence[Scored], late: Mapping[int, LateScores]) -> list[Scored]:
    """The passages with late scores first, by these and their fused scores, then the others as they were."""
    nearness = min_max([Scored(number, scores.whole) for number, scores in late.items()])
    sums = [
        Scored(hit.passage, hit.score + LATE_WEIGHT * nearness[hit.passage])
        for hit in fused
        if hit.passage in nearness
    ]
    return _first(fused, sums)


def by_cross(order: Sequence[Scored], cross: Mapping[int, float]) -> list[Scored]:
    """The first passages, those with cross scores, by these, then the others as they were.

    The scores of the first ones are spread between their best and their worst; where they are all alike, the
    order stays.
    """
    first, others = order[: len(cross)], order[len(cross) :]
    spread = min_max([Scored(number, score) for number, score in cross.items()])
    best, worst = (first[0].score, first[-1].score) if first else (0.0, 0.0)
    scored = [Scored(hit.passage, worst + (best - worst) * spread[hit.passage]) for hit in first]
    return [*sorted(scored, key=lambda hit: -hit.score), *others]


def _first(fused: Sequence[Scored], reranked: Sequence[Scored]) -> list[Scored]:
    """The reranked passages, with scores between 1 and that of the best of the others, then the others."""
    scores = min_max(reranked)
    others = [hit for hit in fused if hit.passage not in scores]
    least = max((hit.score for hit in others), default=0.0)
    return [
        *ranked([Scored(number, least + (1 - least) * score) for number, score in scores.items()]),
        *others,
    ]
