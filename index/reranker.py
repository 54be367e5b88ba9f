"""Rerankers: how well a text answers a question, read together."""

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Scores texts for a question.

    Callers may rely on: the same pair gets the same score whatever else is scored with it (to 1e-4); calls
    from several threads are safe. What a score means is the model's own affair: scores are comparable for one
    question only.
    """

    @property
    def identity(self) -> str:
        """Names model, weights and preparation."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The score of each text, in this order, higher for a better one; [] for no texts."""
