"""How a text that comes in pieces is cut into sentences."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answerers.sentence_stream import SentenceStream

MARKUP = st.text(alphabet="aB1 .!?\n[]()`*-<>{%}\"'、。é#", max_size=60)


def cut(pieces: list[str]) -> list[str]:
    """The sentences of these pieces."""
    stream = SentenceStream()
    found = [said for piece in pieces for said in stream.feed(piece)]
    return [said.text for said in [*found, *stream.end()]]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One is here [1]. Two is there [2].", ["One is here [1].", "Two is there [2]."]),
        ("One is here. [1] Two.[2][3] Three.", ["One is here. [1]", "Two. [2][3]", "Three."]),
        ("One is here. [1, 2]\n\nTwo is there.", ["One is here. [1, 2]", "Two is there."]),
        ("Do this:\n1. Open it [1]\n2. Close it [2]", ["Do this:", "1. Open it [1]", "2. Close it [2]"]),
        ("Use `a. B` as e.g. Ana does [1]. End", ["Use `a. B` as e.g. Ana does [1].", "End"]),
        ("See [it](/b \"B. C\") now [1]. End", ["See [it](/b \"B. C\") now [1].", "End"]),
    ],
)  # fmt: skip
def test_marks_belong_to_the_sentence_before_them(text: str, sentences: list[str]) -> None:
    """Whether they stand before its full stop or behind it, and however the text comes."""
    assert cut([text]) == cut(list(text)) == sentences


def test_sentence_is_given_as_soon_as_the_next_one_begins() -> None:
    """Not before: a mark might come."""
    stream = SentenceStream()
    assert [len(stream.feed(piece)) for piece in ("One is here.", " ", "[", "1", "]", " ", "Two")] == [
        0
    ] * 6 + [1]


@given(MARKUP, st.lists(st.integers(0, 60), max_size=8))
def test_pieces_make_no_difference(text: str, cuts: list[int]) -> None:
    """Nothing is lost, and the sentences are those of the whole text."""
    places = sorted({0, len(text), *(place for place in cuts if place < len(text))})
    pieces = [text[start:end] for start, end in pairwise(places)]
    sentences = cut(pieces)
    assert sentences == cut([text])
    assert "".join("".join(sentences).split()) == "".join(text.split())
