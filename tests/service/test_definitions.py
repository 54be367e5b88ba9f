"""The sentence that defines."""

import pytest

from service.answerers.definitions import defined_term, defines
from service.phrasebook import phrases


@pytest.mark.parametrize(
    ("language", "question", "term"),
    [
        ("en", "What is a workspace?", "workspace"),
        ("en", "What are the service levels?", "service levels"),
        ("pt", "O que é um grupo?", "grupo"),
        ("es", "¿Qué son los agentes?", "agentes"),
    ],
)
def test_term_is_what_the_question_wants_defined(language: str, question: str, term: str) -> None:
    """Without opening and article."""
    assert defined_term(question, phrases(language).asks) == term


@pytest.mark.parametrize(
    ("sentence", "defining"),
    [
        ("A workspace is a place for agents.", True),
        ("Workspaces are places for agents.", True),
        ("The workspace (space of work) is a place.", True),
        ("Click the workspace.", False),
        ("Each member of a workspace is a user.", False),
    ],
)
def test_sentence_defines_that_says_what_the_term_is(sentence: str, defining: bool) -> None:
    """The term stands first, a copula behind it."""
    assert defines(sentence, "workspace", phrases("en").asks) is defining
