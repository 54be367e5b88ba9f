"""What the asker is finally trying to do: which of the passages that were found serve it.

What answers the question is told without it: a goal orders what is shown beside that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from index.embedder import Embedder, TokenEmbedder
from index.hit import Hit
from index.late import late_scores, question_tokens
from index.models import Embedders
from index.search import CANDIDATES
from index.store import Generation
from service.questions.question import MAX_CHARACTERS

NEARLY = 0.05
"""Hits whose scores are no further apart may change places, the nearer to the goal the sooner."""

READ = 20
"""How many of the first hits are compared with a goal."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in the question's language ("" for none), among the passages of a generation."""

    text: str
    language: str
    embedders: Embedders
    generation: Generation

    def served_first(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, those that serve the goal first where they are nearly equally good for the question.

        One that stands behind a hit with a lower score counts as no better than that.
        """
        near = self._nearness(hits[:READ])
        scores = accumulate((hit.score for hit in hits), min)
        served = {
            hit.number: score + NEARLY * near.get(hit.number, 0.0)
            for hit, score in zip(hits, scores, strict=True)
        }
        return sorted(hits, key=lambda hit: -served[hit.number])

    def nearest_first(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits by their nearness to the goal alone; as they are where there is none."""
        near = self._nearness(hits[:READ])
        return sorted(hits, key=lambda hit: -near.get(hit.number, 0.0))

    def _nearness(self, hits: Sequence[Hit]) -> dict[int, float]:
        """How near each is to the goal, by number: from 0 to 1 for the nearest of its language; {} for no
        goal.
        """
        near: dict[int, float] = {}
        if not self.text.strip():
            return near
        by_language = sorted(hits, key=_language)
        for language, group in groupby(by_language, key=_language):
            near |= _from_0_to_1(self._in_language(language, [hit.number for hit in group]))
        return near

    def _in_language(self, language: str, numbers: list[int]) -> dict[int, float]:
        """By late interaction with the tokens that the index keeps; by cosine where it keeps none."""
        own = language == self.language
        embedder = self.embedders.of_question(language) if own else self.embedders.across()
        if isinstance(embedder, TokenEmbedder) and (near := self._by_tokens(embedder, language, numbers)):
            return near
        return self._by_vectors(embedder, language, numbers)

    def _by_tokens(self, embedder: TokenEmbedder, language: str, numbers: list[int]) -> dict[int, float]:
        tokens = self.generation.tokens(embedder.identity, language, numbers)
        if not tokens:
            return {}
        (reading,) = embedder.read_queries([self._wish])
        frequencies = self.generation.term_weights(self.language, self._wish)
        wished = question_tokens(self._wish, self.language, reading.tokens, frequencies)
        scores = late_scores(wished, tokens)
        return {number: each.nearness for number, each in zip(numbers, scores, strict=True)}

    def _by_vectors(self, embedder: Embedder, language: str, numbers: list[int]) -> dict[int, float]:
        """Cosines, of the passages nearest to the goal; the others count as far."""
        (vector,) = embedder.queries([self._wish])
        found = self.generation.dense_topk(embedder.identity, language, vector, CANDIDATES)
        near = {hit.passage: hit.score for hit in found}
        farthest = min(near.values(), default=0.0)
        return {number: near.get(number, farthest) for number in numbers}

    @property
    def _wish(self) -> str:
        """What is read of the goal."""
        return self.text.strip()[:MAX_CHARACTERS]


def _language(hit: Hit) -> str:
    return hit.passage.language


def _from_0_to_1(near: dict[int, float]) -> dict[int, float]:
    low, high = min(near.values()), max(near.values())
    return {number: (value - low) / (high - low) if high > low else 0.0 for number, value in near.items()}
