"""An answer for a client that has room for so many tokens."""

from dataclasses import replace

import pytest

from service.answer import Status
from service.links import Links
from service.render.budget import tokens, within
from service.render.markdown import render
from tests.service.test_render_markdown import ANSWER, EXCERPT

LINKS = Links("https://docs.example.com/")
THREE = replace(ANSWER, excerpts=tuple(replace(EXCERPT, mark=mark) for mark in (1, 2, 3)))


def size(kept: int) -> int:
    """Tokens of the answer with so many excerpts, and without a word on those that were left out."""
    return tokens(render(replace(THREE, excerpts=THREE.excerpts[:kept]), LINKS))


def test_answer_that_fits_stays_as_it_is() -> None:
    """To the token; and where nobody set a limit."""
    assert within(THREE, size(3), LINKS) is THREE
    assert within(THREE, None, LINKS) is THREE
    assert within(THREE, size(3) - 1, LINKS) is not THREE


@pytest.mark.parametrize("room", range(1, size(3) + 3, 3))
def test_answer_is_as_long_as_there_is_room_for(room: int) -> None:
    """Excerpts go first, the last one first; then follow-ups; the answer and its sources never do."""
    shorter = within(THREE, room, LINKS)
    kept = len(shorter.excerpts)
    assert shorter.excerpts == THREE.excerpts[:kept]
    assert (shorter.markdown, shorter.sources) == (THREE.markdown, THREE.sources)
    assert not (kept and not shorter.follow_ups)
    assert shorter.note == (
        "" if kept == 3 else f"Excerpts left out to keep within `max_tokens`: {3 - kept}."
    )
    if shorter.follow_ups:
        assert tokens(render(shorter, LINKS)) <= room
    if kept < 3:
        told = replace(THREE, excerpts=THREE.excerpts[: kept + 1], note="x" * len(shorter.note))
        assert tokens(render(told if kept < 2 else THREE, LINKS)) > room


def test_goal_takes_room_too() -> None:
    """Each suggested question carries it."""
    assert within(THREE, size(3), LINKS, "a goal of many words") is not THREE


def test_note_is_added_to_what_was_noted() -> None:
    """In the asker's language."""
    noted = replace(THREE, note="Nota.", language="pt")
    assert within(noted, 1, LINKS).note == "Nota. Trechos omitidos para respeitar `max_tokens`: 3."


def test_unanswered_is_sent_whole() -> None:
    """It is one sentence."""
    unanswered = replace(THREE, status=Status.UNANSWERED)
    assert within(unanswered, 1, LINKS) is unanswered


@pytest.mark.parametrize(("text", "count"), [("", 0), ("abc", 1), ("abcd", 2), ("ação", 2)])
def test_tokens_are_counted_from_bytes(text: str, count: int) -> None:
    """Three bytes a token, a begun one whole."""
    assert tokens(text) == count
