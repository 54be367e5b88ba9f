"""Lexical retrieval: the words of a text, and their scores."""

import math
from pathlib import Path

import pytest

from index.stores.lexical import EXACT, TIE, LexicalIndex, LexicalWriter
from index.terms import Term, expanded, terms
from tests.index.store_contract import passages

K1, B = 1.2, 0.75
"""BM25's parameters in tantivy."""


def opened(path: Path, texts: list[str], language: str = "en") -> LexicalIndex:
    """An index of passages with these texts."""
    writer = LexicalWriter(path, language)
    writer.put(enumerate(passages(texts, language)))
    writer.finish()
    return LexicalIndex(path, language)


def stems(language: str, text: str) -> list[str]:
    """The stems of the text's terms."""
    return [term.stem for term in terms(language, text)]


def test_scores_are_bm25(tmp_path: Path) -> None:
    """A word of the text scores as Robertson's formula says, for its stem and, at TIE, its exact form."""
    texts = ["zebra zebra rabbit", "zebra", "rabbit horse cow dog"]
    (first, second) = opened(tmp_path / "x", texts).topk("zebra", 5)
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    average = (3 + 1 + 4) / 3

    def bm25(frequency: int, length: int) -> float:
        return idf * (K1 + 1) * frequency / (frequency + K1 * (1 - B + B * length / average))

    scores = {first.passage: first.score, second.passage: second.score}
    assert scores[0] == pytest.approx(bm25(2, 3) * (EXACT + TIE), rel=1e-5)
    assert scores[1] == pytest.approx(bm25(1, 1) * (EXACT + TIE), rel=1e-5)


def test_the_exact_form_comes_first(tmp_path: Path) -> None:
    """Of two passages that share a stem with the question, the one with the same word leads."""
    index = opened(tmp_path / "x", ["the operator", "the operation", "unrelated"])
    assert [hit.passage for hit in index.topk("operation", 5)] == [1, 0]


def test_equal_scores_keep_the_order_of_numbers(tmp_path: Path) -> None:
    """A search can be repeated."""
    index = opened(tmp_path / "x", ["same text"] * 6)
    assert [hit.passage for hit in index.topk("text", 4)] == [0, 1, 2, 3]


def test_a_question_of_stop_words_keeps_them() -> None:
    """Rather than nothing, all words are looked up."""
    assert stems("en", "What is this?") == ["what", "is", "this"]
    assert stems("en", "What is this zebra?") == ["zebra"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "How do I rotate the API keys?", ["rotat", "api", "key"]),
        ("pt", "Como faço para redefinir as senhas?", ["fac", "redefin", "senh"]),
        ("es", "¿Cómo puedo cambiar las contraseñas?", ["cambi", "contrasen"]),
        ("xx", "Words Stay", ["words", "stay"]),
        ("zh", "重置密码", ["重置", "置密", "密码"]),
    ],
)
def test_terms_follow_the_language(language: str, text: str, expected: list[str]) -> None:
    """Stems without accents and stop words; pairs of characters where words have no spaces."""
    assert stems(language, text) == expected


def test_terms_are_distinct() -> None:
    """A word that is repeated counts once."""
    assert terms("en", "Key key KEY") == [Term("key", "key")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, no names. End", "plain words, no names. End"),
        ("X-API-KEY", "X-API-KEY XAPIKEY"),
        ("getUserById", "getUserById get User By Id"),
        ("my-HTTPServer", "my-HTTPServer myHTTPServer my HTTP Server"),
        ("v2.1", "v2.1 v21"),
    ],
)
def test_names_are_expanded(text: str, expected: str) -> None:
    """A name is followed by itself in one piece and by its parts; other text stays."""
    assert expanded(text) == expected


def test_a_pasted_log_is_looked_up_by_its_beginning(tmp_path: Path) -> None:
    """A question of ten thousand words is answered like one of sixty-four."""
    index = opened(tmp_path / "x", ["word3", "word9000"])
    question = " ".join(f"word{n}" for n in range(10_000))
    assert [hit.passage for hit in index.topk(question, 5)] == [0]
