"""Embedders by language, and what they remember."""

from collections.abc import Sequence

import numpy as np

from index.embedder import Embedder, Reading, TokenEmbedder, Vectors
from index.embedders.hashing import HashingEmbedder
from index.models import REMEMBERED, Embedders


class Counting(HashingEmbedder):
    """Remembers what it was asked to read."""

    def __init__(self) -> None:
        super().__init__(32)
        self.asked: list[str] = []

    def read_queries(self, texts: Sequence[str]) -> list[Reading]:
        """Read questions, and remember them."""
        self.asked += texts
        return super().read_queries(texts)


class Plain:
    """An embedder that tells no tokens, and remembers what it was asked."""

    identity, dimension = "plain", 32

    def __init__(self) -> None:
        self.asked: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, and remember them."""
        self.asked += texts
        return HashingEmbedder(32).queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages."""
        return HashingEmbedder(32).passages(texts)


def opened(embedder: Embedder) -> Embedder:
    """The embedder as an installation has it."""
    return Embedders(lambda _: embedder, "any").across()


def test_a_question_is_read_once_for_vector_and_tokens() -> None:
    """Whichever is wanted first; the one that was not asked for longest is read again."""
    counting = Counting()
    embedder = opened(counting)
    assert isinstance(embedder, TokenEmbedder)
    (reading,) = embedder.read_queries(["one"])
    for _ in range(2):
        np.testing.assert_array_equal(embedder.queries(["two", "one"])[1], reading.vector)
        assert embedder.read_queries(["one"])[0] is reading
    embedder.read_queries(["two"])
    assert counting.asked == ["one", "two"]
    embedder.queries([f"other {n}" for n in range(REMEMBERED)])
    embedder.queries(["one"])
    assert counting.asked[-1] == "one"


def test_what_is_remembered_is_what_was_read() -> None:
    """Dimensions, identity, readings and vectors are the embedder's own."""
    embedder, own = opened(Counting()), HashingEmbedder(32)
    assert isinstance(embedder, TokenEmbedder)
    assert (embedder.identity, embedder.dimension, embedder.token_dimension) == (own.identity, 32, 32)
    np.testing.assert_array_equal(embedder.queries(["a b", "c"]), own.queries(["a b", "c"]))
    np.testing.assert_array_equal(embedder.passages(["a b", "c"]), own.passages(["a b", "c"]))
    for found, expected in (
        (embedder.read_queries(["a b"]), own.read_queries(["a b"])),
        (embedder.read_passages(["a b"]), own.read_passages(["a b"])),
    ):
        np.testing.assert_array_equal(found[0].tokens.vectors, expected[0].tokens.vectors)
    assert embedder.queries([]).shape == (0, 32)


def test_an_embedder_without_tokens_stays_one() -> None:
    """Nobody asks it for tokens; its questions are remembered all the same."""
    plain = Plain()
    embedder = opened(plain)
    assert not isinstance(embedder, TokenEmbedder)
    expected = HashingEmbedder(32).queries(["one", "one"])
    np.testing.assert_array_equal(embedder.queries(["one", "one"]), expected)
    assert plain.asked == ["one"]
