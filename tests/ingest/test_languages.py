"""The language files: what one may hold, and that nothing else is needed for another language."""

import shutil
import string
from dataclasses import fields
from pathlib import Path

import pytest

from ingest.errors import AskdocsError
from ingest.language import ALIASES, COMMON
from ingest.languages import FOLDER, Asks, Language, Says, Words, known_language, known_languages
from ingest.sentences import abbreviations

CATALAN = """
[words]
question_words = ["com", "quin"]
articles = ["el", "la"]
abbreviations = ["pàg"]
abbreviations_that_may_end = ["s.a"]
abbreviations_before_numbers = ["núm"]

[asks]
how_to = ["com", "de quina manera"]
"""

SAID = {language: known.says for language, known in known_languages().items() if known.says}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the language files, to add to."""
    return Path(shutil.copytree(FOLDER, tmp_path / "languages"))


def added(folder: Path, text: str) -> Language:
    """The language of a file with this text."""
    (folder / "ca.toml").write_text(text, encoding="utf-8")
    return known_language("ca", folder)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_file_adds_a_language(folder: Path) -> None:
    """It is known by the file's name, and sentences mind its abbreviations beside the others'."""
    assert added(folder, CATALAN) == Language(
        Words(
            question_words=frozenset({"com", "quin"}),
            articles=frozenset({"el", "la"}),
            abbreviations=frozenset({"pàg"}),
            abbreviations_that_may_end=frozenset({"s.a"}),
            abbreviations_before_numbers=frozenset({"núm"}),
        ),
        asks=Asks(("com", "de quina manera")),
    )
    assert known_languages(folder).keys() == {*known_languages(), "ca"}
    assert {"pàg", "e.g", "p.ej"} <= abbreviations(folder).never_last
    assert {"s.a", "etc"} <= abbreviations(folder).maybe_last


def test_a_language_without_a_file_has_no_words() -> None:
    """It is searched as it is written, and the service does not speak it."""
    assert known_language("xx") == Language(Words(), says=None, asks=None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[words]\nstemer = 'x'", r"ca\.toml: words has the unknown key stemer; it may have stemmer, "),
        ("[sings]\n[dances]", r"ca\.toml has the unknown keys dances, sings; it may have words, says, asks"),
        ("[says]\nname = 'Català'", r"ca\.toml: says lacks the keys about, as_of, ask, "),
        ("[words]\nstemmer = 1", r"ca\.toml: words: stemmer must be a text\."),
        ("[words]\nstop_words_from_stemmer = 'no'", r"stop_words_from_stemmer must be true or false\."),
        ("[words]\narticles = 'el la'", r"words: articles must be a list of texts\."),
        ("[asks]\nhow_to = ['com', 1]", r"asks: how_to must be a list of texts\."),
        ("asks = 'com'", r"ca\.toml: asks must be a table\."),
        ("[words", r"ca\.toml is no TOML in UTF-8: .+\."),
    ],
)
def test_a_malformed_file_is_named_with_what_is_wrong(folder: Path, text: str, message: str) -> None:
    """File and key, so that whoever writes one finds the place."""
    with pytest.raises(AskdocsError, match=message):
        added(folder, text)


@pytest.mark.parametrize("language", sorted(known_languages()))
def test_every_file_can_be_reached_and_says_one_thing_once(language: str) -> None:
    """Its name is a code that pages and questions get; words are in lower case and in one list only."""
    words = known_languages()[language].words
    abbreviated = [
        *words.abbreviations,
        *words.abbreviations_that_may_end,
        *words.abbreviations_before_numbers,
    ]
    assert language in COMMON | ALIASES.keys()
    assert len(abbreviated) == len(set(abbreviated))
    for word in (*abbreviated, *words.question_words, *words.articles):
        assert word == word.lower().strip(" .")
        assert len(word.split()) == 1


@pytest.mark.parametrize("language", sorted(SAID))
def test_every_phrase_is_said_with_its_placeholders(language: str) -> None:
    """Each file that says anything says all, and fills in what the English one does."""
    for field in fields(Says):
        mine, english = getattr(SAID[language], field.name), getattr(SAID["en"], field.name)
        assert mine
        if isinstance(mine, str):
            assert placeholders(mine) == placeholders(english)
