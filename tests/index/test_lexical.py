"""Lexical retrieval: the words of a text, and their scores."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from index.stores.lexical import LexicalIndex, LexicalWriter
from index.stores.words import CORRECTED, EXACT, MISSPELT, PAIRS, STEMS, TITLES, WORTH
from index.terms import Term, expanded, terms
from tests.index.store_contract import passages

K1, B = 1.2, 0.75
"""BM25's parameters in tantivy."""

CONTEXT = TITLES + 2
"""So many words the titles and headings of a passage in these tests have."""


def bm25(idf: float, frequency: int, length: int, average: float) -> float:
    """Robertson's formula, as Lucene and tantivy write it."""
    return idf * (K1 + 1) * frequency / (frequency + K1 * (1 - B + B * length / average))


def rarity(passages: int, found: int) -> float:
    """BM25's inverse document frequency of a word in `found` of `passages`."""
    return math.log(1 + (passages - found + 0.5) / (found + 0.5))


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
    """A word scores as Robertson's formula says, as a stem and as itself, over title, headings and text."""
    texts = ["zebra zebra rabbit", "zebra", "rabbit horse cow dog"]
    hits = opened(tmp_path / "x", texts).topk("zebra", 5)
    scores = {hit.passage: hit.score for hit in hits}
    average = CONTEXT + (3 + 1 + 4) / 3
    worth = WORTH[STEMS] + WORTH[EXACT]
    assert scores.keys() == {0, 1}
    assert scores[0] == pytest.approx(worth * bm25(rarity(3, 2), 2, 3 + CONTEXT, average), rel=1e-5)
    assert scores[1] == pytest.approx(worth * bm25(rarity(3, 2), 1, 1 + CONTEXT, average), rel=1e-5)


def test_titles_and_headings_are_searched(tmp_path: Path) -> None:
    """A title's word counts as often as TITLES says, a heading's once."""
    writer = LexicalWriter(tmp_path / "x", "en")
    in_text, in_heading, in_title = passages(["zebra", "horse", "horse"])
    in_heading = replace(in_heading, heading_path=("Zebra", "Inner"))
    writer.put(enumerate([in_text, in_heading, replace(in_title, title="Zebra")]))
    writer.finish()
    hits = LexicalIndex(tmp_path / "x", "en").topk("zebra", 5)
    assert [hit.passage for hit in hits] == [2, 0, 1]
    assert hits[1].score == pytest.approx(hits[2].score)


def test_neighbours_count(tmp_path: Path) -> None:
    """Of passages with the same words, that one leads which has them side by side, stop words aside."""
    texts = ["level next support", "support of level", "zebra horse"]
    first, second = opened(tmp_path / "x", texts).topk("support level", 5)
    assert (first.passage, second.passage) == (1, 0)
    lengths = [TITLES + 1 + words for words in (3, 2, 2)]  # pairs are one fewer than words
    pair = bm25(rarity(3, 1), 1, lengths[1], sum(lengths) / 3)
    assert first.score - second.score == pytest.approx(WORTH[PAIRS] * pair, rel=1e-5)


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
        ("HTTP/2 and/or docs/pages", "HTTP/2 HTTP2 and/or docs/pages"),
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


IDENTIFIERS = {
    "x-api-key": "x api key",
    "getUserId": "get user id",
    "spring.datasource.url": "spring datasource url",
    "MAX_RETRY_COUNT": "max retry count",
    "SQL_CONNECTION": "sql connection",
    "node:18-alpine": "node 18 alpine",
    "HTTP/2": "http 2",
    "v1.2.3": "v1 2 3",
    "--dry-run": "dry run",
}
"""Names as they are written in documentation, and the parts that readers remember."""


@pytest.mark.parametrize(("name", "parts"), IDENTIFIERS.items())
def test_identifiers_are_found_whole_and_in_parts(tmp_path: Path, name: str, parts: str) -> None:
    """The whole name leads to where it stands before a shorter passage with its parts; those lead to both."""
    texts = [
        f"Know the {parts} well, and the {parts} again.",
        f"Set the value of {name} before the start, then go on with what the next page says about it.",
        *["Nothing on this line of the page has to do with what the others are about."] * 10,
    ]
    index = opened(tmp_path / "x", texts)
    assert [hit.passage for hit in index.topk(f"What is {name}?", 5)] == [1, 0]
    assert {hit.passage for hit in index.topk(f"What are {parts}?", 5)} == {0, 1}


SPELT = ["rotate the password", "configuration of budgets", "zebra crossing", "port 8443", "the whale"]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("pasword", {"pasword": "password"}),
        ("passwords rotaet", {"rotaet": "rotate"}),
        ("Zebrra crosing", {"zebrra": "zebra", "crosing": "crossing"}),
        ("confguratoin", {"confguratoin": "configuration"}),
        ("zevro", {}),
        ("port 8444", {}),
        ("zebra1", {}),
        ("teh", {}),
        ("password zebra", {}),
    ],
)
def test_misspelt_words_are_corrected(tmp_path: Path, question: str, meant: dict[str, str]) -> None:
    """By one edit, in long words two; known words, short ones and what has digits stay as they are."""
    assert opened(tmp_path / "x", SPELT).corrections(question) == meant


def test_a_misspelt_word_finds_what_was_meant(tmp_path: Path) -> None:
    """It scores below the right one and is weighed as that; what nobody knows weighs most."""
    index = opened(tmp_path / "x", SPELT)
    (right,), (wrong,) = index.topk("password", 5), index.topk("pasword", 5)
    assert wrong.passage == right.passage == 0
    assert wrong.score == pytest.approx(CORRECTED * right.score)
    assert index.weights("pasword budgetx") == index.weights("password budgets")
    assert index.weights("xylophone") == {"xylophon": pytest.approx(rarity(len(SPELT), 0))}


def test_a_misspelt_stop_word_is_left_out(tmp_path: Path) -> None:
    """It tells no more than the right one."""
    index = opened(tmp_path / "x", ["why does it stop", "zebra"])
    assert index.topk("doees zebra", 5) == index.topk("zebra", 5)


def test_a_correction_is_known_by_its_stem_without_accents(tmp_path: Path) -> None:
    """Portuguese endings are known by accents, which the words of the index have lost."""
    index = opened(tmp_path / "x", ["configuração inicial", "configurar depois", "outra"], "pt")
    assert list(index.weights("configuarção")) == ["configur"]
    assert {hit.passage for hit in index.topk("configuarção", 5)} == {0, 1}


def test_a_question_of_unknown_words_is_corrected_in_part(tmp_path: Path) -> None:
    """One with many unknown words is about something else, and must not take long."""
    names = ["alpha", "bravo", "charlie", "delta", "foxtrot", "golf"]
    index = opened(tmp_path / "x", names)
    assert len(index.corrections(" ".join(f"{name}z" for name in names))) == MISSPELT


def test_an_index_is_one_segment(tmp_path: Path) -> None:
    """Each further one is searched from the start."""
    index = opened(tmp_path / "x", [f"text {n}" for n in range(2_000)])
    assert index._searcher.num_segments == 1
