"""Words: what questions and passages have in common."""

import pytest

from index.terms import coverage, function_words, without_common_names

WEIGHTS = {"power": 0.5, "omni": 0.6, "openapi": 3.0, "group": 2.0, "creat": 2.0, "agent": 0.4, "need": 2.0}


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("Where do groups of Power Omni create needs?", "Where do groups of create needs?"),
        ("Which groups does Power OpenAPI create?", "Which groups does Power OpenAPI create?"),
        ("What is Power Omni?", "What is Power Omni?"),
        ("Which groups create agent needs?", "Which groups create agent needs?"),
    ],
)
def test_names_that_stand_everywhere_are_left_out(question: str, searched: str) -> None:
    """Only where the whole name is common, it is a name, and something else is left to search for."""
    assert without_common_names(question, "en", WEIGHTS, least=1.0) == searched


def test_coverage_weighs_rare_words_more() -> None:
    """The share of the weight, not of the words; accents, case and endings do not matter."""
    assert coverage({"group": 3.0, "budget": 1.0}, "en", "Groups and members") == 0.75
    assert coverage({}, "en", "Groups") == 0.0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I open a ticket?", "en"),
        ("Como abro um ticket de suporte no Power Omni?", "pt"),
        ("¿Cómo puedo abrir un ticket en la plataforma?", "es"),
    ],
)
def test_function_words_tell_the_language_of_a_short_question(text: str, language: str) -> None:
    """Names and loan words look alike in all of them; articles and prepositions do not."""
    counts = {code: function_words(code, text) for code in ("en", "es", "pt")}
    assert max(counts, key=lambda code: counts[code]) == language
