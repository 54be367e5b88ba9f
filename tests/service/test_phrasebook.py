"""What the service says, in each of its languages."""

import string
from dataclasses import fields

import pytest

from service.phrasebook import Phrases, languages, phrases


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_says_everything(language: str) -> None:
    """Each file fills every phrase, with the placeholders of the English one, and names all languages."""
    mine, english = phrases(language), phrases("en")
    for field in fields(Phrases):
        value = getattr(mine, field.name)
        assert value
        if isinstance(value, str):
            assert placeholders(value) == placeholders(getattr(english, field.name))
    assert set(mine.language_names) >= languages()


@pytest.mark.parametrize(
    ("language", "question", "asks"),
    [
        ("en", "How do I create a group?", True),
        ("en", "How many users can log in?", False),
        ("pt", "Como crio um grupo?", True),
        ("pt", "Comodidades incluídas?", False),
        ("es", "¿Cómo creo un grupo?", True),
    ],
)
def test_how_to_questions_are_told_by_their_opening(language: str, question: str, asks: bool) -> None:
    """Questions for steps are told from others by whole words."""
    assert phrases(language).asks_how(question) is asks
