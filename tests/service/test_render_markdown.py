"""The markdown of an answer, as clients of the contract parse it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.answer import Answer, CitedPage, Excerpt, FollowUp, Status
from service.links import Links
from service.render.markdown import render

LINKS = Links("https://docs.example.com/")
PAGE = CitedPage("/en/support", "Support [plans]", "en", ("Enterprise",))
EXCERPT = Excerpt(
    mark=1,
    markdown="# Sources:\n\n* WhatsApp.",
    page_url="/en/support",
    page_title="Support",
    heading_path=("Enterprise",),
    anchor="enterprise",
    language="en",
    content_hash="a1b2",
    checked_at=datetime(2026, 11, 1, tzinfo=UTC),
)
ANSWER = Answer(
    question="Who has WhatsApp?",
    status=Status.ANSWERED,
    confidence=0.9,
    language="en",
    answer_language="en",
    markdown="**Enterprise:** WhatsApp. [1]",
    excerpts=(EXCERPT,),
    sources=(PAGE,),
    nearest=(),
    follow_ups=(FollowUp("What is the SLA?", "/en/support"),),
    generation=1,
    timings={},
)


def test_sections_come_in_the_order_of_the_contract() -> None:
    """Question, answer, excerpts, follow-ups with `.md` links and the goal, sources."""
    lines = render(ANSWER, LINKS, goal="call them").split("\n")
    headings = [line for line in lines if line.startswith("# ")]
    assert headings == [
        "# Who has WhatsApp?",
        "# Excerpts:",
        "# Suggested Follow-up Questions:",
        "# Sources:",
    ]
    assert (
        "- [What is the SLA?](https://docs.example.com/en/support.md?ask=What%20is%20the%20SLA%3F&goal=call%20them)"
        in lines
    )


def test_client_that_cuts_at_sources_gets_the_list_of_pages() -> None:
    """The line `# Sources:` stands once, even where the documentation holds such a line itself."""
    text = render(ANSWER, LINKS)
    head, tail = text.split("\n# Sources:\n")
    assert tail == "\n- [Support \\[plans\\]](https://docs.example.com/en/support.md)\n"
    assert "> # Sources:\n>\n> * WhatsApp." in head


def test_excerpt_tells_when_its_page_was_last_checked() -> None:
    """In the question's language; nothing where nobody knows."""
    assert "#enterprise) (as of 2026-11-01)\n" in render(ANSWER, LINKS)
    assert "#enterprise) (conferido em 2026-11-01)\n" in render(replace(ANSWER, language="pt"), LINKS)
    unchecked = replace(EXCERPT, checked_at=None)
    assert "#enterprise)\n" in render(replace(ANSWER, excerpts=(unchecked,)), LINKS)


def test_note_stands_below_the_answer() -> None:
    """What the asker should know of how it came to be."""
    text = render(replace(ANSWER, note="Quoted, since the model failed."), LINKS)
    assert "WhatsApp. [1]\n\n*Quoted, since the model failed.*\n\n# Excerpts:" in text


def test_answer_without_follow_ups_has_no_heading_for_them() -> None:
    """An empty section is left out."""
    assert "Follow-up" not in render(replace(ANSWER, follow_ups=()), LINKS)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The documentation does not answer this question; the nearest it has is"),
        ("pt", "A documentação não responde a esta pergunta; o que há de mais próximo é"),
        ("es", "La documentación no responde a esta pregunta; lo más cercano que tiene es"),
        ("fr", "The documentation does not answer this question; the nearest it has is"),
    ],
)
def test_unanswered_is_one_sentence_without_headings(language: str, sentence: str) -> None:
    """It names the nearest pages in the asker's language, in no words that sound like a dead page."""
    unanswered = replace(ANSWER, status=Status.UNANSWERED, language=language, nearest=(PAGE, PAGE))
    text = render(unanswered, LINKS)
    assert text.startswith(sentence)
    assert text.count("\n") == 1
    assert "#" not in text
    assert not any(words in text.lower() for words in ("not found", "404", "does not exist"))
