"""Figures on hand-worked answers and confidences."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dataset import Question
from index.metrics import (
    Outcome,
    abstention_figures,
    answer_figures,
    contains_answer,
    figures,
    has_words,
    latency,
    normalised,
    plain,
    token_f1,
)

words = st.lists(st.sampled_from(["the", "blue", "whale", "Ásia", "10", "não"]), max_size=6).map(" ".join)


def outcome(
    question: Question,
    *,
    pages: Sequence[str] = (),
    answer: str = "",
    confidence: float = 0.5,
    milliseconds: float = 1.0,
) -> Outcome:
    """An outcome that is answered where it has an answer."""
    return Outcome(question, pages, answer, bool(answer), confidence, milliseconds)


def labelled(answerable: bool, answered: bool, confidence: float) -> Outcome:
    """An outcome of a question that is said to be answerable or not."""
    question = Question("q", "?", answerable=answerable)
    return outcome(question, answer="Yes." if answered else "", confidence=confidence)


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


def test_right_words_ignore_case_marks_and_white_space() -> None:
    """All of them have to be there."""
    answer = "Open **Artifacts** >\n_Connectors_, then set `X-API-KEY` [1]."
    assert has_words(answer, ["artifacts > connectors", "x-api-key"])
    assert not has_words(answer, ["Artifacts", "Groups"])


def test_answer_figures_take_the_best_gold_answer() -> None:
    """One right answer, one left unanswered (its sentence does not count), one checked by words alone."""
    gold = Question("g", "?", "en", answers=("Paris", "city of Paris"))
    refused = Outcome(gold, (), "Paris is not in the docs.", answered=False, confidence=0.1, milliseconds=1)
    worded = Question("w", "?", "en", must_contain=("Enterprise",))
    found = answer_figures(
        [outcome(gold, answer="The city of Paris [1]"), refused, outcome(worded, answer="Basic")]
    )
    assert (found.with_gold, found.contains, found.token_f1) == (2, 0.5, 0.5)
    assert (found.with_words, found.right_words) == (1, 0.0)
    assert found.mean_words == pytest.approx((4 + 1) / 2)


def test_answers_without_labels_have_no_figures() -> None:
    """Nothing to compare with is None, not zero."""
    found = answer_figures([outcome(Question("q", "?"))])
    assert (found.contains, found.contains_interval, found.token_f1) == (None, None, None)
    assert (found.right_words, found.mean_words) == (None, None)


def test_abstention_by_hand() -> None:
    """Three answerable, two not; one of each left unanswered; one pair of six in the wrong order."""
    found = abstention_figures(
        [
            labelled(True, True, 0.9),
            labelled(True, True, 0.8),
            labelled(True, False, 0.3),
            labelled(False, True, 0.4),
            labelled(False, False, 0.1),
        ]
    )
    assert found is not None
    assert (found.questions, found.unanswerable, found.left_unanswered) == (5, 2, 2)
    assert found.auroc == pytest.approx(5 / 6)
    assert (found.accuracy, found.precision, found.recall) == (3 / 5, 1 / 2, 1 / 2)


def test_abstention_is_undefined_on_questions_of_one_kind() -> None:
    """All answerable: accuracy stands, the rest has nothing to be measured on."""
    found = abstention_figures([labelled(True, True, 0.9), labelled(True, True, 0.2)])
    assert found is not None
    assert (found.auroc, found.accuracy, found.precision, found.recall) == (None, 1.0, None, None)
    assert abstention_figures([outcome(Question("q", "?"))]) is None


def test_equal_confidence_tells_nothing() -> None:
    """Ties count half, so a constant confidence has an AUROC of one half."""
    found = abstention_figures([labelled(True, True, 0.5), labelled(False, True, 0.5)])
    assert found is not None
    assert (found.auroc, found.precision, found.recall) == (0.5, None, 0.0)


def test_latency_percentiles() -> None:
    """1 to 101 milliseconds: the median is 51, the 95th percentile 96."""
    found = latency([float(value) for value in range(1, 102)])
    assert (found.p50, found.p95) == (51, 96)


def test_the_figures_of_a_set_are_ready_for_json() -> None:
    """Answerable questions are also told apart; labels that are missing give null."""
    asked = [
        outcome(Question("yes", "?", answerable=True), pages=["/a"], answer="It is so.", confidence=0.9),
        outcome(Question("no", "?", answerable=False), pages=["/b"], confidence=0.1, milliseconds=3.0),
        outcome(Question("unjudged", "?"), pages=["/c"]),
    ]
    found = figures(asked, {"yes": {"/a": 1}, "no": {"/a": 1}, "elsewhere": {"/a": 1}})
    assert found.questions == 3
    assert found.retrieval is not None
    assert (found.retrieval.questions, found.retrieval.hit_at_1) == (2, 0.5)
    assert found.retrieval_answerable is not None
    assert (found.retrieval_answerable.questions, found.retrieval_answerable.hit_at_1) == (1, 1.0)
    written = json.loads(json.dumps(found.to_dict()))
    assert written["latency"] == {"p50": 1.0, "p95": pytest.approx(2.8)}
    assert written["answers"]["contains"] is None
    assert written["abstention"]["auroc"] == 1.0


def test_a_set_without_labels_has_only_latency() -> None:
    """No qrels, no answerable: nothing is made up."""
    found = figures([outcome(Question("q", "?"))], {})
    assert (found.retrieval, found.retrieval_answerable, found.abstention) == (None, None, None)
