"""The end of half typed words, from the words of the documentation."""

import json
from collections import Counter
from pathlib import Path

import pytest

from service.questions.question import Question
from service.web.completion import Completions, Vocabulary, Words, vocabulary
from service.wiring import Workspace
from tests.service.http.served import until

QUESTIONS = Path(__file__).parents[2] / "data/questions/sample.jsonl"

WORDS = Vocabulary(
    {
        "en": Words.of(
            "en", Counter({"whatsapp": 3, "what": 90, "plan": 9, "plans": 8, "the": 99, "which": 5})
        ),
        "pt": Words.of("pt", Counter({"whatsapp": 2, "plano": 9, "planejar": 3, "qual": 7, "o": 99})),
    }
)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("which wha", "which whatsapp"),
        ("qual pla", "qual plano"),
        ("which pla", "which plan"),
        ("the plan", "the plan"),
        ("the plan ", "the plan "),
        ("the xyz", "the xyz"),
        ("the p", "the p"),
        ("plan?", "plan?"),
        ("", ""),
    ],
)
def test_the_last_word_is_completed(typed: str, completed: str) -> None:
    """To the most frequent word of the language that the words before are in; no stop word is meant.

    A word that is one already, one letter alone, and what begins no word stay as they are.
    """
    assert WORDS.completed(typed) == completed


def test_a_chosen_language_counts() -> None:
    """Where the reader looks at one language only, the word is sought there."""
    assert WORDS.completed("which plan", "pt") == "which plano"


def test_the_documentation_has_the_words(sample: Workspace) -> None:
    """Words of titles, headings and texts are known, by language."""
    known = vocabulary(sample.asker().generation())
    assert known.completed("direct channel by whats") == "direct channel by whatsapp"
    assert known.completed("o título do tick") == "o título do ticket"


def test_words_are_read_once_for_a_generation(sample: Workspace) -> None:
    """All who ask get the same vocabulary while the same generation is live."""
    completions, generation = Completions(), sample.asker().generation()
    assert completions.vocabulary(generation) is completions.vocabulary(generation)


def test_a_large_vocabulary_is_read_beside_the_requests(sample: Workspace) -> None:
    """Who types meanwhile does without, and soon it is there."""
    completions, generation = Completions(at_once=0), sample.asker().generation()
    typed = "direct channel by whats"
    assert completions.vocabulary(generation).completed(typed) in {typed, f"{typed}app"}
    until(lambda: completions.vocabulary(generation).completed(typed) == f"{typed}app")


@pytest.mark.models
def test_half_typed_questions_find_their_page(sample: Workspace) -> None:
    """Of the sample's questions, cut off in the middle, more find their page among the first five so."""
    asker = sample.asker()
    known = vocabulary(asker.generation())
    asked = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    halves = [(each["text"][: len(each["text"]) // 2], set(each["pages"])) for each in asked if each["pages"]]

    def found(text: str) -> set[str]:
        pages = dict.fromkeys(hit.passage.page_url for hit in asker.find(Question(text)).hits)
        return set(list(pages)[:5])

    typed = sum(bool(found(half) & pages) for half, pages in halves)
    completed = sum(bool(found(known.completed(half)) & pages) for half, pages in halves)
    assert completed > typed
    assert completed / len(halves) > 0.9
