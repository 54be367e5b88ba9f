"""The words of the interface: each language has all of them."""

from string import Formatter

import pytest

from service.web.texts import Texts, interfaces, texts

TABLES = ("frame", "search", "answer", "reading", "insights", "widget", "refusal")


def test_english_and_portuguese_are_spoken() -> None:
    """The interface speaks both languages of the documentation."""
    assert interfaces() == ("en", "pt")


@pytest.mark.parametrize("table", TABLES)
def test_each_language_has_the_same_words(table: str) -> None:
    """No table lacks a word in one language, and none is left empty."""
    english, portuguese = getattr(texts("en"), table), getattr(texts("pt"), table)
    assert english.names() == portuguese.names()
    assert [name for name in english.names() if not getattr(portuguese, name).strip()] == []


@pytest.mark.parametrize("table", TABLES)
def test_translations_fill_in_the_same(table: str) -> None:
    """What is filled into a text in English is filled into it in Portuguese."""
    english, portuguese = getattr(texts("en"), table), getattr(texts("pt"), table)
    for name in english.names():
        assert _filled(getattr(english, name)) == _filled(getattr(portuguese, name)), name


def test_an_unknown_word_is_an_error() -> None:
    """A template that asks for words which nobody wrote does not show an empty place."""
    with pytest.raises(AttributeError, match="no words called `nonsense`"):
        _ = texts("en").frame.nonsense


def test_an_unknown_language_is_english() -> None:
    """A language that the interface does not speak gets English, and says so."""
    spoken: Texts = texts("xx")
    assert (spoken.language, spoken.search.ask) == ("en", "Ask")


def _filled(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
