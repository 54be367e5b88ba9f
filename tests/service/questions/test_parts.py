"""A question that asks several things is asked part by part."""

import pytest

from service.phrasebook import phrases
from service.questions.parts import question_parts


@pytest.mark.parametrize(
    ("language", "question", "parts"),
    [
        ("en", "How do I create a group and how much does it cost?", 2),
        ("en", "What is a workspace? Who can create one?", 2),
        ("en", "What is a group, what is a workspace and who creates them?", 2),
        ("pt", "Como crio um agente e quanto custa uma licença?", 2),
        ("es", "¿Cómo creo un grupo y quién puede verlo?", 2),
        ("en", "How do I rotate and revoke an API key?", 0),
        ("en", "Which roles and which licenses exist?", 0),
        ("en", "What is the difference between groups and workspaces?", 0),
        ("en", "Who is it? What is it? Where is it? When is it?", 0),
        ("de", "Was ist das und wer macht es?", 0),
    ],
)
def test_parts_are_told_apart_by_the_questions_that_begin(language: str, question: str, parts: int) -> None:
    """Two things that are done are one question; so are two that are compared, and fragments are none."""
    assert len(question_parts(question, language, phrases(language).asks)) == parts


def test_parts_are_in_the_words_of_the_asker() -> None:
    """Nothing but the joining word is left out."""
    asked = "How do I create a group, and how much does it cost?"
    assert question_parts(asked, "en", phrases("en").asks) == (
        "How do I create a group",
        "how much does it cost?",
    )
