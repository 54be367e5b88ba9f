"""Measures of hand-worked answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.metrics import (
    contains_answer,
    content_recall,
    has_words,
    latency,
    normalised,
    plain,
    polarity,
    token_f1,
)

words = st.lists(st.sampled_from(["the", "blue", "whale", "Ásia", "10", "não"]), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The Norse leader, Rollo!", "en", ["norse", "leader", "rollo"]),
        ("¿Qué es «la Amazonía»?", "es", ["qué", "es", "amazonía"]),
        ("Os três papéis.", "pt", ["três", "papéis"]),
        ("the A", "en", ["the", "a"]),
        ("The os", "", ["the", "os"]),
        ("U.S. 1,234", "en", ["us", "1234"]),
    ],
)
def test_words_are_normalised_as_squad_does(text: str, language: str, expected: list[str]) -> None:
    """Case, punctuation and the articles of the language go; accents stay."""
    assert normalised(text, language) == expected


def test_markdown_marks_and_citations_are_no_words() -> None:
    """Emphasis, links, code, tables, tags and `[1]` leave their text behind."""
    markdown = "**Open** [Settings](/a/b.md) > `AUTO_RELOAD` | <td>x</td> [1][2](#excerpt-2)"
    assert plain(markdown).split() == ["Open", "Settings", "AUTORELOAD", "x"]


def test_a_gold_answer_is_contained_word_for_word() -> None:
    """`10` is in `the 10th` by letters, not by words."""
    assert contains_answer("They came in **the 10th** century [1].", "10th century", "en") == 1
    assert contains_answer("They came in the 10th century.", "10", "en") == 0
    assert contains_answer("", "10", "en") == 0


def test_token_f1_by_hand() -> None:
    """Two of three words given, two of four wanted: precision 2/3, recall 1/2."""
    assert token_f1("the blue whale sings", "blue whale of Asia", "en") == pytest.approx(4 / 7)
    assert token_f1("whale whale", "whale", "en") == pytest.approx(2 / 3)
    assert token_f1("", "whale", "en") == 0


@given(words, words)
def test_token_f1_is_symmetric_and_bounded(one: str, other: str) -> None:
    """It is 1 exactly where the words are the same, in any order."""
    f1 = token_f1(one, other, "en")
    assert f1 == token_f1(other, one, "en")
    assert 0 <= f1 <= 1
    assert (f1 == 1) == (sorted(normalised(one, "en")) == sorted(normalised(other, "en")))


def test_content_words_of_the_gold_answer_that_are_found() -> None:
    """Stop words do not count, repeated words count once, and neither order nor length matters."""
    gold = "You can associate one default repository with the notebook, the default one."
    assert content_recall("A **notebook** has one repository [1].", gold, "en") == pytest.approx(3 / 5)
    assert content_recall("", gold, "en") == 0
    assert content_recall("As três funções do painel", "funções", "pt") == 1


def test_a_gold_answer_of_stop_words_keeps_them() -> None:
    """Else nothing could be found of it; punctuation alone is never found."""
    assert content_recall("It is not on.", "not on", "en") == 1
    assert content_recall("It is not on.", "-", "en") == 0


@given(words, words)
def test_content_recall_is_bounded(answer: str, gold: str) -> None:
    """And an answer that repeats the gold answer has all of it."""
    assert 0 <= content_recall(answer, gold, "en") <= 1
    assert content_recall(f"{answer} {gold}", gold, "en") == (1 if gold else 0)


@pytest.mark.parametrize(
    ("answer", "language", "expected"),
    [
        ("Yes. You can [1]", "en", "yes"),
        ("**No:** it is not supported.", "en", "no"),
        ("> * No, it is not.", "en", "no"),
        ("Sim, em **Perfil**.", "pt", "yes"),
        ("Não há limite.", "pt", "no"),
        ("No painel, abra **Perfil**.", "pt", "none"),
        ("Sí — desde el panel.", "es", "yes"),
        ("No se puede.", "es", "no"),
        ("Si quiere, abra el panel.", "es", "none"),
        ("No-code tools are built in.", "en", "none"),
        ("Open it. Yes.", "en", "none"),
        ("Yes.", "fr", "none"),
        ("", "en", "none"),
    ],
)
def test_an_answers_first_word_says_yes_or_no(answer: str, language: str, expected: str) -> None:
    """In the words of the answer's language, whatever markdown they stand in."""
    assert polarity(answer, language) == expected


def test_right_words_ignore_case_marks_and_white_space() -> None:
    """All of them have to be there."""
    answer = "Open **Artifacts** >\n_Connectors_, then set `X-API-KEY` [1]."
    assert has_words(answer, ["artifacts > connectors", "x-api-key"])
    assert not has_words(answer, ["Artifacts", "Groups"])


def test_latency_percentiles() -> None:
    """1 to 101 milliseconds: the median is 51, the 95th percentile 96."""
    found = latency([float(value) for value in range(1, 102)])
    assert (found.p50, found.p95) == (51, 96)
