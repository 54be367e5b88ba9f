"""Fusion: one ranking from the dense and the lexical one.

A convex combination of min-max normalised scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval", TOIS 2023). A passage that one retriever did not return counts as that retriever's worst.
"""

from collections.abc import Mapping, Sequence

from index.store import Scored

DENSE_WEIGHT = 0.5
"""Weight of the dense score; the lexical one gets the rest. Equal weights were best or level on every open
set.
"""


def min_max(scored: Sequence[Scored]) -> dict[int, float]:
    """Scores by passage, mapped to [0, 1]; all 1 where they are all alike."""
    if not scored:
        return {}
    low = min(hit.score for hit in scored)
    span = max(hit.score for hit in scored) - low
    return {hit.passage: (hit.score - low) / span if span else 1.0 for hit in scored}


def convex(
    dense: Mapping[int, float], lexical: Mapping[int, float], dense_weight: float = DENSE_WEIGHT
) -> list[Scored]:
    """Fuse two normalised rankings, best first; equal scores keep the lower passage number first."""
    fused = [
        Scored(
            passage, dense_weight * dense.get(passage, 0.0) + (1 - dense_weight) * lexical.get(passage, 0.0)
        )
        for passage in dense.keys() | lexical.keys()
    ]
    return ranked(fused)


def ranked(scored: Sequence[Scored]) -> list[Scored]:
    """Best first; equal scores keep the lower passage number first, so that a search can be repeated."""
    return sorted(scored, key=lambda hit: (-hit.score, hit.passage))
