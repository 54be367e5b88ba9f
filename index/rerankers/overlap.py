"""The share of the question's words that a text has: no model. For tests."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")


class OverlapReranker:
    """Scores in [0, 1]; 0 for a question without words."""

    @property
    def identity(self) -> str:
        """Names the preparation."""
        return "overlap-1"

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The share of each text."""
        asked = _words(question)
        return [len(asked & _words(text)) / max(1, len(asked)) for text in texts]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
