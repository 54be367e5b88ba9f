"""Late interaction: a question's tokens against those of passages, each with the one that is nearest to it.

MaxSim (Khattab and Zaharia, "ColBERT", SIGIR 2020), with each token of the question weighted by how rare its
word is, for a passage and for each of its sentences. A sentence is read under its title and headings.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.embedder import Tokens, Vectors
from index.store import PassageTokens
from index.terms import expanded, telling
from index.token_codes import unscaled

Scores = NDArray[np.float32]

COMMON = 2.0
"""What each token of a question weighs beside the inverse document frequency of its word."""

UNSEEN = 4.0
"""Stands for that frequency where the question's language has no index to tell it."""

EXACT = 0.8
"""From here on a token is taken for the same word, said in much the same sense."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """`vectors`, of shape (tokens, dimension), and `weights`, of shape (tokens,), which sum to 1."""

    vectors: Vectors
    weights: Scores


@dataclass(frozen=True, slots=True)
class LateScores:
    """How near a passage is, token by token, each in [-1, 1].

    `whole` is its weighted MaxSim, `even` the one with equal weights, `sentence` the weighted one of its best
    sentence. `exact` is the weighted share of the question's tokens that it has in much the same sense,
    `weakest` the nearness of the weighty token that it has least.
    """

    whole: float
    even: float
    sentence: float
    exact: float
    weakest: float

    @property
    def nearness(self) -> float:
        """One figure for the passage, to be compared between languages."""
        return (self.whole + self.sentence) / 2


def question_tokens(
    text: str, language: str, tokens: Tokens, frequencies: Mapping[str, float]
) -> QuestionTokens:
    """A question's tokens, weighted by its stems' inverse document frequencies ({} for unknown)."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    rarities = [_rarity(text[start:end], language, frequencies) for start, end in words]
    places = np.searchsorted([start for start, _ in words], tokens.starts, side="right") - 1
    weights = np.array([COMMON + (rarities[at] if at >= 0 else 0.0) for at in places], np.float32)
    return QuestionTokens(tokens.vectors, weights / max(float(weights.sum()), COMMON))


def _rarity(word: str, language: str, frequencies: Mapping[str, float]) -> float:
    """The inverse document frequency of a word, 0 for a stop word."""
    default = 0.0 if frequencies else UNSEEN
    return max((frequencies.get(stem, default) for stem in telling(language, expanded(word))), default=0.0)


def late_scores(question: QuestionTokens, passages: Sequence[PassageTokens]) -> list[LateScores]:
    """The scores of each passage; all 0 for one without tokens, or for a question without."""
    kept = [each for each in passages if len(each.codes)]
    if not kept or not len(question.vectors):
        return [_NOTHING] * len(passages)
    scored = iter(_scored(question, kept))
    return [next(scored) if len(each.codes) else _NOTHING for each in passages]


def span_scores(
    question: QuestionTokens, passage: PassageTokens, spans: Sequence[tuple[int, int]], text_from: int
) -> list[float]:
    """How near each of the spans, [start:end) in a passage's embedded text, is, in [-1, 1].

    What stands before the passage's text, at `text_from`, is its title and headings: they count for each.
    """
    nearness = _nearness(question, [passage])
    above = passage.starts < text_from
    return [
        float(_weighted(nearness[above | within].max(axis=0, initial=-1.0), question.weights))
        for within in ((passage.starts >= start) & (passage.starts < end) for start, end in spans)
    ]


_NOTHING = LateScores(0.0, 0.0, 0.0, 0.0, 0.0)


def _nearness(question: QuestionTokens, passages: Sequence[PassageTokens]) -> Scores:
    """Of each token of the passages, one after the other, to each of the question's."""
    vectors, lengths = unscaled(np.concatenate([each.codes for each in passages]))
    return np.asarray((vectors @ question.vectors.T) / lengths[:, np.newaxis], dtype=np.float32)


def _weighted(figures: Scores | NDArray[np.bool_], weights: Scores) -> Scores:
    """The weighted sum over the last axis.

    OpenBLAS would compute what lies beside five columns as well, and numpy warn where that is no number.
    """
    return np.asarray(np.einsum("...t,t->...", figures, weights), dtype=np.float32)


def _scored(question: QuestionTokens, passages: Sequence[PassageTokens]) -> list[LateScores]:
    pieces = _Pieces.of(_nearness(question, passages), passages)
    whole = np.maximum.reduceat(pieces.nearness, pieces.firsts)
    weighty = question.weights > 0.99 * question.weights.mean()  # equal ones differ by rounding
    figures = (
        _weighted(whole, question.weights),
        whole.mean(axis=1),
        pieces.best_sentences(question.weights),
        _weighted(whole >= EXACT, question.weights),
        whole[:, weighty].min(axis=1),
    )
    return list(map(LateScores, *(each.tolist() for each in figures)))


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Passages in pieces: title and headings, then each sentence.

    `nearness`, of shape (pieces, question tokens), is the greatest of any token of the piece, or of its
    passage's title and headings. `headings` says whether it is no sentence, `firsts` where each passage's
    first piece is.
    """

    nearness: Scores
    headings: NDArray[np.bool_]
    firsts: NDArray[np.intp]

    @classmethod
    def of(cls, nearness: Scores, passages: Sequence[PassageTokens]) -> Self:
        """Cut the tokens' nearness, of shape (tokens, question tokens)."""
        lengths = [len(each.codes) for each in passages]
        begins = np.cumsum([0, *lengths[:-1]])
        sentence = np.concatenate([each.firsts for each in passages])
        cut = sentence.copy()
        cut[begins] = True
        rows = np.flatnonzero(cut)
        owners = np.searchsorted(begins, rows, side="right") - 1
        headings = ~sentence[rows]
        nearest = np.maximum.reduceat(nearness, rows)
        above = np.full((len(passages), nearness.shape[1]), -1, np.float32)
        above[owners[headings]] = nearest[headings]
        firsts = np.searchsorted(owners, np.arange(len(passages)))
        return cls(np.maximum(nearest, above[owners]), headings, firsts)

    def best_sentences(self, weights: Scores) -> Scores:
        """The score of each passage's best sentence; of its headings where it has no other words."""
        scores = _weighted(self.nearness, weights)
        best = np.maximum.reduceat(np.where(self.headings, -1, scores), self.firsts)
        return np.asarray(np.where(best > -1, best, scores[self.firsts]), dtype=np.float32)
