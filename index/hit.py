"""The hit: a passage that was found, with the evidence that ranked it."""

from dataclasses import dataclass

from ingest.passage import Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a passage ranks where it does.

    `dense` is the cosine (of `embedder`) and `lexical` the BM25 score; None where that retriever did not return it. `fused` is the
    convex combination of their min-max scores, in [0, 1].
    """

    dense: float | None
    lexical: float | None
    embedder: str
    fused: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its evidence. `number` is its number in the generation that was searched."""

    number: int
    passage: Passage
    evidence: Evidence

    @property
    def score(self) -> float:
        """What hits are ordered by, in [0, 1]; comparable within one search only."""
        return self.evidence.fused
