"""Sentences, as places in markdown."""

import pytest
from hypothesis import given, settings

from ingest.sentences import spans
from tests.ingest.documents import broken, paragraphs


def cut(markdown: str) -> list[str]:
    """The sentences to the letter."""
    return [markdown[start:end] for start, end in spans(markdown)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["One.", "Two!", "Three?", "Four"],
        ["**Note.**", "This stays apart?"],
        ["Use e.g. the plan, i.e. the big one, approx. 10.5 GB.", "Then go."],
        ["O Sr. Silva, p. ex. o dono, paga R$ 1.000,50.", "Depois sai."],
        ["El núm. 5, p. ej., vale.", "¿Por qué?", "¡Porque sí!"],
        ["Version 1.2.3 reads config.yaml and https://a.example/x.y?z=1.", "Done."],
        ["J. R. Tolkien wrote it.", "He did."],
        ["In the U.S. market it sells.", "In the U.S.", "They say so."],
        ["Wait... it comes.", "Yes."],
        ['He said "Stop."', "Then left."],
        ["Run `a. B. c`.", 'See [the text](a.md "A. B").', "<b>Bold.</b>", "End."],
        ["1. Open it.", "Then close it."],
        ["No. 5 is alive.", "Did it work?", "No.", "Try again."],
        ["First line\\", "Second line"],
        ["今天很好。", "明天再来！", "好"],
        ["Click **Subscribe**.", "After that, wait."],
        ["See section 3.", "Open it."],
        ["Use Node.js and .NET.", "Then vs. other tools."],
    ],
)
def test_sentences_end_where_a_reader_stops(sentences: list[str]) -> None:
    """Portuguese, Spanish, English and Chinese; not at abbreviations, numbers, names, code or addresses."""
    joined = "".join(
        each if each.endswith(("。", "！")) else f"{each}\n" if each.endswith("\\") else f"{each} "
        for each in sentences
    )
    assert cut(joined) == sentences


def test_soft_line_ends_do_not_end_a_sentence() -> None:
    """A wrapped sentence is one; a blank line or another list item ends it."""
    assert cut("It goes\non here.\n\nNext\n* item one\n* item two") == [
        "It goes\non here.",
        "Next",
        "* item one",
        "* item two",
    ]


@settings(max_examples=80)
@given(paragraphs | broken)
def test_sentences_cover_the_text(markdown: str) -> None:
    """They are in order, trimmed, and leave out white space alone."""
    found = spans(markdown)
    at = 0
    for start, end in found:
        assert at <= start < end
        assert not markdown[at:start].strip()
        assert markdown[start:end] == markdown[start:end].strip()
        at = end
    assert not markdown[at:].strip()
