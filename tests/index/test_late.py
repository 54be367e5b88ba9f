"""Late interaction, against the plainest way of computing it."""

import ctypes
from collections.abc import Sequence
from dataclasses import astuple
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import Tokens, Vectors
from index.embedders.hashing import HashingEmbedder
from index.late import (
    COMMON,
    EXACT,
    UNSEEN,
    LateScores,
    QuestionTokens,
    late_scores,
    question_tokens,
    span_scores,
)
from index.store import PassageTokens
from index.token_codes import decode, encode
from tests.index.store_contract import unit_vectors

DIMENSION = 32
NOTHING = LateScores(0.0, 0.0, 0.0, 0.0, 0.0)


def question(seed: int, count: int = 5) -> QuestionTokens:
    """Random tokens with random weights."""
    weights = np.random.default_rng(seed).random(count).astype(np.float32) + 0.1
    return QuestionTokens(unit_vectors(count, seed, DIMENSION), weights / weights.sum())


def passage(asked: QuestionTokens, seed: int, firsts: Sequence[bool]) -> PassageTokens:
    """Tokens of which some are near to the question's."""
    random = np.random.default_rng(seed)
    vectors = unit_vectors(len(firsts), seed + 1, DIMENSION)
    near = asked.vectors[random.integers(0, len(asked.vectors), len(firsts))]
    mixed = vectors + near * random.choice([0, 1, 2], (len(firsts), 1))
    vectors = np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), np.float32)
    return PassageTokens(encode(vectors), np.arange(len(firsts), dtype=np.uint16) * 6, np.array(firsts, bool))


def maxsim(asked: QuestionTokens, vectors: Vectors) -> float:
    """The weighted sum of each token's greatest inner product."""
    nearest = [max(float(token @ vector) for vector in vectors) for token in asked.vectors]
    return float(sum(near * weight for near, weight in zip(nearest, asked.weights, strict=True)))


def sentences(tokens: PassageTokens) -> list[tuple[int, int]]:
    """The first token of each sentence, and the one behind its last."""
    begins = np.flatnonzero(tokens.firsts).tolist()
    return list(pairwise([*begins, len(tokens.firsts)])) if begins else []


def reference(asked: QuestionTokens, tokens: PassageTokens) -> LateScores:
    """All scores, token by token and sentence by sentence."""
    vectors = decode(tokens.codes)
    nearest = [max(float(token @ vector) for vector in vectors) for token in asked.vectors]
    weighted = list(zip(nearest, asked.weights.tolist(), strict=True))
    cut = sentences(tokens)
    above = vectors[: cut[0][0]] if cut else vectors
    said = [maxsim(asked, np.concatenate([above, vectors[begin:end]])) for begin, end in cut]
    return LateScores(
        whole=maxsim(asked, vectors),
        even=sum(nearest) / len(nearest),
        sentence=max(said, default=maxsim(asked, vectors)),
        exact=sum(weight for near, weight in weighted if near >= EXACT),
        weakest=min(near for near, weight in weighted if weight > 0.99 * asked.weights.mean()),
    )


@given(
    st.integers(0, 2**32 - 3),
    st.lists(st.lists(st.booleans(), max_size=12), min_size=1, max_size=6),
)
def test_scores_are_those_of_the_plainest_way(seed: int, layouts: list[list[bool]]) -> None:
    """For passages with and without headings, sentences and tokens, each as if it were alone."""
    asked = question(seed)
    passages = [passage(asked, seed + 1, firsts) for firsts in layouts]
    for found, tokens in zip(late_scores(asked, passages), passages, strict=True):
        expected = reference(asked, tokens) if len(tokens.codes) else NOTHING
        assert astuple(found) == pytest.approx(astuple(expected), abs=1e-5)


@given(st.integers(0, 2**32 - 3), st.integers(0, 4), st.integers(1, 8))
def test_spans_are_read_under_their_headings(seed: int, above: int, said: int) -> None:
    """Each of any spans of the text is as near as its own tokens and those before the text."""
    asked = question(seed)
    tokens = passage(asked, seed + 1, [False] * (above + said))
    vectors = decode(tokens.codes)
    rows = [(above, above + 1), (above, above + said), (above + said - 1, above + 9)]
    spans = [(6 * start, 6 * end) for start, end in rows]
    expected = [maxsim(asked, np.concatenate([vectors[:above], vectors[start:end]])) for start, end in rows]
    assert span_scores(asked, tokens, spans, text_from=6 * above) == pytest.approx(expected, abs=1e-5)


class Litter(ctypes.Structure):
    """Signalling NaNs: whatever computes with one raises a flag."""

    _fields_ = (("words", ctypes.c_uint32 * 16_384),)


def test_nothing_is_computed_from_what_lies_on_the_stack() -> None:
    """A library that does, and throws the result away, makes numpy warn of invalid values now and then."""
    asked = question(1, count=5)
    passages = [passage(asked, seed, [True, False, True]) for seed in range(3)]
    strew = ctypes.CDLL(None).abs
    strew.argtypes = [Litter]
    litter = Litter((ctypes.c_uint32 * 16_384)(*[0x7FA00000] * 16_384))
    strew(litter)
    late_scores(asked, passages)
    strew(litter)
    span_scores(asked, passages[0], [(0, 6), (6, 30)], 0)


def test_spans_without_tokens_are_farthest() -> None:
    """Unless headings say something."""
    asked = question(1)
    tokens = passage(asked, 2, [False, True])
    heading = maxsim(asked, decode(tokens.codes)[:1])
    assert span_scores(asked, tokens, [(100, 120)], 6) == pytest.approx([heading], abs=1e-5)
    assert span_scores(asked, tokens, [(100, 120)], 0) == pytest.approx([-1])
    assert span_scores(asked, passage(asked, 2, []), [(0, 9)], 0) == pytest.approx([-1])
    assert span_scores(asked, tokens, [], 0) == []


def test_a_question_without_tokens_is_near_to_nothing() -> None:
    """So it is with no passages."""
    asked = question(1)
    empty = QuestionTokens(asked.vectors[:0], asked.weights[:0])
    assert late_scores(empty, [passage(asked, 2, [True]), passage(asked, 3, [])]) == [NOTHING, NOTHING]
    assert late_scores(asked, []) == []


def test_the_same_words_are_exact() -> None:
    """A passage that has the question's rare word, in one of its sentences, has that word's weight."""
    hashing = HashingEmbedder()
    tokens = hashing.read_passages(["Budget Unrelated things. Zebras eat."])[0].tokens
    (asked,) = hashing.read_queries(["budget zebras bananas"])
    weighed = QuestionTokens(asked.tokens.vectors, np.array([0.25, 0.5, 0.25], np.float32))
    firsts = np.array([False, True, False, True, False])
    found = PassageTokens(encode(tokens.vectors), tokens.starts.astype(np.uint16), firsts)
    (scores,) = late_scores(weighed, [found])
    assert scores.exact == pytest.approx(0.75)
    other, telling = span_scores(weighed, found, [(7, 24), (25, 36)], 7)
    assert scores.sentence == pytest.approx(telling)
    assert telling > other + 0.4


def weights(text: str, frequencies: dict[str, float], tokens: Tokens | None = None) -> list[float]:
    """The weights of the text's words, or of the given tokens."""
    if tokens is None:
        tokens = HashingEmbedder(16).read_queries([text])[0].tokens
    found = question_tokens(text, "en", tokens, frequencies)
    np.testing.assert_array_equal(found.vectors, tokens.vectors)
    return list(map(float, found.weights))


def test_rare_words_weigh_more_than_stop_words() -> None:
    """A word weighs its stem's inverse document frequency more than a stop word, and all sum to one."""
    found = weights("How is the zebra’s key rotated?", {"zebra": 5.0, "key": 1.0, "rotat": 3.0})
    shares = [COMMON, COMMON, COMMON, COMMON + 5, COMMON, COMMON + 1, COMMON + 3]
    assert found == pytest.approx([share / sum(shares) for share in shares])
    assert sum(found) == pytest.approx(1)


def test_parts_of_words_have_their_words_weights() -> None:
    """Wherever in a word, or behind it, a token begins; one before the first word is common."""
    text = "¿ rotating zebras"
    starts = np.array([0, 2, 5, 8, 11, 16], np.int32)
    tokens = Tokens(unit_vectors(6), starts, starts + 1)
    rotating, zebras = COMMON + 3, COMMON + 5
    shares = [COMMON, rotating, rotating, rotating, zebras, zebras]
    found = weights(text, {"rotat": 3.0, "zebra": 5.0}, tokens)
    assert found == pytest.approx([share / sum(shares) for share in shares])


def test_names_are_weighed_by_their_rarest_part() -> None:
    """A word that the index knows in several parts has the greatest of their frequencies."""
    tokens = Tokens(unit_vectors(2), np.array([0, 8], np.int32), np.array([7, 10], np.int32))
    found = weights("SQL_KEY is", {"sql": 4.0, "key": 1.0}, tokens)
    assert found == pytest.approx([(COMMON + 4) / (2 * COMMON + 4), COMMON / (2 * COMMON + 4)])


def test_words_are_rare_where_nobody_knows() -> None:
    """Without an index of the question's language all but stop words weigh the same."""
    total = 3 * COMMON + 2 * UNSEEN
    found = weights("the zebra key", {})
    assert found == pytest.approx([COMMON / total, (COMMON + UNSEEN) / total, (COMMON + UNSEEN) / total])


def test_a_question_of_signs_has_no_weights() -> None:
    """It has no tokens either."""
    assert weights("?!", {}) == []
    assert weights("", {"zebra": 1.0}) == []


def test_tokens_of_equal_weight_are_all_weighty() -> None:
    """However their mean is rounded."""
    for count in range(1, 40):
        weights = np.full(count, 1 / count, np.float32)
        asked = QuestionTokens(unit_vectors(count, 3, DIMENSION), weights)
        (scores,) = late_scores(asked, [passage(asked, 4, [True, False, False])])
        assert -1 <= scores.weakest <= scores.even
