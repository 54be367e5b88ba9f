"""Languages of addresses and texts, and the pairing of translations."""

import pytest

from ingest.language import Detector, language_code, path_language, prose


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/en/setup", "en"),
        ("/pt-br/guia", "pt"),
        ("/PT_BR", "pt"),
        ("/zh-hans/start", "zh"),
        ("/no/start", "nb"),
        ("/", ""),
        ("/setup/en", ""),
        ("/english/setup", ""),
        ("/id/setup", ""),
        ("/id-id/setup", "id"),
        ("/hr", ""),
        ("/ai/agents", ""),
        ("/en-us-guide/x", ""),
    ],
)
def test_only_a_first_segment_that_is_surely_a_language_counts(path: str, language: str) -> None:
    """`/en/...` is English; `/id/...` may be about identifiers."""
    assert path_language(path) == language


def test_tags_of_every_form_give_the_iso_code() -> None:
    """Regions, scripts and old codes all lead to the two letters."""
    assert [language_code(tag) for tag in ("pt-BR", "EN_us", "iw", "x-default", "", "qq")] == [
        "pt",
        "en",
        "he",
        "",
        "",
        "",
    ]


def test_a_question_is_told_among_the_languages_of_the_index() -> None:
    """A short question in Portuguese or English is recognised as such."""
    detector = Detector(["pt", "en", "es"])
    assert detector.detect("Como faço upgrade do plano de suporte?", "en") == "pt"
    assert detector.detect("Which support plan gives access to WhatsApp?", "pt") == "en"
    assert detector.detect("¿Cómo creo un grupo de usuarios?", "pt") == "es"


@pytest.mark.parametrize("text", ["", "   ", "12345", "???"])
def test_a_text_without_words_is_in_the_default_language(text: str) -> None:
    """Where nothing tells, the caller's default stands."""
    assert Detector(["pt", "en"]).detect(text, "pt") == "pt"


def test_one_language_needs_no_detection() -> None:
    """With a single language in the index every text is in it."""
    assert Detector(["pt"]).detect("Hello there, how are you?", "en") == "pt"


def test_among_all_common_languages_paragraphs_are_told_apart() -> None:
    """Without a list of languages, a sentence or two are enough."""
    detector = Detector()
    assert detector.detect("Die Rechnung wird am Monatsende erstellt und per E-Mail versendet.", "en") == "de"
    assert (
        detector.majority(["La facture est envoyée chaque mois.", "Le budget est en euros.", "ok"], "en")
        == "fr"
    )


def test_code_and_addresses_do_not_vote() -> None:
    """Only words that a reader reads are left of markdown."""
    left = prose(
        "Olá [mundo](https://example.com/hello) `code`\n```\na code block\n```\n{% hint style='info' %}fim"
    )
    assert left.split() == ["Olá", "[mundo", "fim"]
