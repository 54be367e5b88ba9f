"""What a question compares."""

import pytest

from service.phrasebook import phrases
from service.questions.parts import compared


@pytest.mark.parametrize(
    ("language", "question", "things"),
    [
        ("en", "What is the difference between groups and workspaces?", ("groups", "workspaces")),
        ("en", "Basic vs Enterprise", ("basic", "enterprise")),
        ("pt", "Qual a diferença entre grupos e workspaces?", ("grupos", "workspaces")),
        ("es", "¿Cuál es la diferencia entre grupos y usuarios?", ("grupos", "usuarios")),
        ("en", "Compare the plans", ()),
    ],
)
def test_both_things_are_told(language: str, question: str, things: tuple[str, ...]) -> None:
    """On both sides of the joining word, or of the comparing one; none where there are not two."""
    assert compared(question, phrases(language).asks) == things
