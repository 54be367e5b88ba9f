"""The shape of a question is told by how its language asks."""

import pytest

from service.phrasebook import phrases
from service.questions.shape import Shape, literals, shape_of


@pytest.mark.parametrize(
    ("language", "question", "shape"),
    [
        ("en", "What is a workspace?", Shape.DEFINITION),
        ("pt", "O que são grupos?", Shape.DEFINITION),
        ("es", "¿Qué es un agente?", Shape.DEFINITION),
        ("en", "How do I create a group?", Shape.HOW_TO),
        ("pt", "Como crio um conector?", Shape.HOW_TO),
        ("es", "¿Cómo creo un grupo?", Shape.HOW_TO),
        ("en", "Can I delete a user?", Shape.YES_NO),
        ("en", "The plan includes calls?", Shape.YES_NO),
        ("pt", "O serviço roda em Docker?", Shape.YES_NO),
        ("es", "¿Se puede borrar un grupo?", Shape.YES_NO),
        ("en", "What is the difference between groups and workspaces?", Shape.COMPARISON),
        ("pt", "Qual a diferença entre grupos e workspaces?", Shape.COMPARISON),
        ("en", "Basic vs Enterprise support", Shape.COMPARISON),
        ("en", "I get the error 'Access denied', what now?", Shape.ERROR),
        ("pt", "O que fazer com o erro 403?", Shape.ERROR),
        ("en", "Which plan has a telephone line?", Shape.FACT),
        ("pt", "Quem pode criar um grupo?", Shape.FACT),
        ("en", "environment variables", Shape.FACT),
    ],
)
def test_question_has_the_shape_that_its_words_give_it(language: str, question: str, shape: Shape) -> None:
    """By its opening, by a word in it, or by nothing but its question mark."""
    assert shape_of(question, phrases(language).asks) is shape


def test_messages_and_codes_are_to_be_found_to_the_letter() -> None:
    """What stands in quotation marks or code, and what errors are called; an apostrophe quotes nothing."""
    asked = "Why says `askdocs ask` \"Nothing is indexed\" or ERR_LOCKED or 503, and what's a user's way out?"
    assert literals(asked) == ["askdocs ask", "Nothing is indexed", "ERR_LOCKED", "503"]
