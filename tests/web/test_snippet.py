"""Snippets: the words around those that were typed."""

from hypothesis import given
from hypothesis import strategies as st

from service.web.snippet import LENGTH, Piece, highlighted, snippet


def test_words_are_marked_by_beginning_and_stem() -> None:
    """A word is marked that begins like a typed one, or is a form of it; stop words are not."""
    assert highlighted("Creating the WhatsApp group", "how to create the wha", "en") == (
        Piece("Creating", marked=True),
        Piece(" the "),
        Piece("WhatsApp", marked=True),
        Piece(" group"),
    )


def test_the_snippet_begins_near_the_first_typed_word() -> None:
    """A long text is cut at words on both sides, and says so."""
    text = f"{'before ' * 60}the budget {'behind ' * 60}"
    pieces = snippet(text, "budget", "en")
    assert Piece("budget", marked=True) in pieces
    assert (pieces[0].text, pieces[-1].text) == ("…\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}…")
    assert pieces[1].text.startswith("before ")


@given(st.text(max_size=600), st.text(max_size=40))
def test_a_snippet_is_a_part_of_the_text(text: str, typed: str) -> None:
    """Whatever the text and what is typed, the pieces are one stretch of it, no longer than allowed."""
    said = "".join(piece.text for piece in snippet(text, typed, "en"))
    inner = said.removeprefix("…\N{NO-BREAK SPACE}").removesuffix("\N{NO-BREAK SPACE}…")
    assert inner in " ".join(text.split())
    assert len(inner) <= LENGTH
