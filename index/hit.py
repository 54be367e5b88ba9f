"""The hit: a passage that was found, with the evidence that ranked it."""

from dataclasses import dataclass

from index.late import LateScores
from ingest.passage import Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each stage said of a passage.

    `dense` is the cosine by `embedder` (its identity), `lexical` the BM25 score, `late` how near its tokens
    are, `cross` the cross-encoder's score; None where that stage did not return it.
    """

    dense: float | None
    lexical: float | None
    embedder: str
    late: LateScores | None = None
    cross: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `number` is its number in the generation that was searched.

    `score` is what hits are ordered by, some value in [0, 1.13]; comparable within one search only.
    """

    number: int
    passage: Passage
    evidence: Evidence
    score: float
