"""Words: what questions and passages have in common."""

import pytest

from index.terms import (
    analyser,
    correctable,
    coverage,
    edits,
    function_words,
    names,
    pairs,
    telling,
    within,
    without_common_names,
)
from ingest.languages import known_languages

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


def test_pairs_are_of_neighbours_without_stop_words() -> None:
    """Each stem with the next, as often as it stands there."""
    stems = telling("en", "Groups of users, groups of users")
    assert stems == ["group", "user", "group", "user"]
    assert list(pairs(stems)) == ["group_user", "user_group", "group_user"]
    assert list(pairs(["group"])) == []


@pytest.mark.parametrize(
    ("word", "most"), [("key", 0), ("keys", 1), ("tickets", 1), ("password", 2), ("sha256", 0), ("2024", 0)]
)
def test_longer_words_may_be_further_off(word: str, most: int) -> None:
    """Short words are all alike; what has digits is taken as it is written."""
    assert correctable(word) == most


@pytest.mark.parametrize("other", ["zera", "zebrra", "zevra", "zbera", "xzebra"])
def test_edits_are_those_of_damerau(other: str) -> None:
    """Left out, put in, replaced, swapped; each is one edit, in both directions."""
    assert other in edits("zebra")
    assert "zebra" in edits(other)
    assert within("zebra", other, 1)
    assert not within("zebra", other, 0)


def test_edits_stay_in_the_script() -> None:
    """Letters of the word's own alphabet are tried, and no others."""
    assert "пароль" in edits("пороль")
    assert not any("q" in word for word in edits("пороль"))
    assert not any(word != word.lower() for word in edits("zebra"))
    assert "zebra" not in edits("zebra")


@pytest.mark.parametrize(
    ("one", "other", "fewest"),
    [
        ("password", "password", 0),
        ("password", "apsswrod", 2),
        ("configuration", "confguratoin", 2),
        ("password", "pasword1x", 3),
        ("", "ab", 2),
    ],
)
def test_within_counts_edits(one: str, other: str, fewest: int) -> None:
    """True from the distance on."""
    assert [within(one, other, most) for most in range(4)] == [most >= fewest for most in range(4)]


def test_names_are_what_is_expanded() -> None:
    """Each in one piece and small letters; plain words are none."""
    assert names("Set X-API-KEY by getUserId on HTTP/2, plain Words") == {"xapikey", "getuserid", "http2"}


@pytest.mark.parametrize("language", sorted(known_languages()))
def test_tantivy_has_what_the_language_files_name(language: str) -> None:
    """Each stemmer, and each list of stop words that is said to come with it."""
    words = known_languages()[language].words
    assert analyser(language, stop_words=False).analyze("Kubernetes")
    for word in words.question_words:
        assert not analyser(language, stop_words=False).analyze(word)
