"""What is suggested next."""

from collections.abc import Sequence

import pytest

from index.hit import Evidence, Hit
from ingest.block import BlockKind
from ingest.passage import Passage
from service.answer import FollowUp
from service.followups import follow_ups
from service.questions.question import Question

ASKED = Question("How can I create a group?")


def hits(*headings: str, language: str = "en") -> list[Hit]:
    """Hits of sections with these headings, each on a page of its own."""
    return [
        Hit(number, _passage(f"/p{number}", heading, language), Evidence(None, None, ""), 1.0)
        for number, heading in enumerate(headings)
    ]


def _passage(url: str, heading: str, language: str) -> Passage:
    kinds = frozenset({BlockKind.PARAGRAPH})
    return Passage(url, 0, "Page", (heading,), "", language, kinds, "Text.", "Text.")


def suggested(found: Sequence[Hit], answered: Sequence[str] | None = None) -> list[str]:
    """The questions that are suggested where these, or all, are answered."""

    def is_answered(each: FollowUp) -> bool:
        return answered is None or each.question in answered

    return [each.question for each in follow_ups(ASKED, "en", found, found[:1], is_answered)]


def test_three_questions_are_suggested_that_are_answered() -> None:
    """In the order of the hits, without the section that the answer used."""
    found = hits("Groups", "Delete a group", "Rename a group", "Join a group", "Leave a group")
    answered = ["How do I delete a group?", "How do I join a group?", "How do I leave a group?"]
    assert suggested(found, answered) == answered


def test_what_was_asked_is_not_suggested() -> None:
    """Neither in other words of the same stems."""
    assert suggested(hits("Groups", "Create a group", "Creating groups", "Delete a group")) == [
        "How do I delete a group?"
    ]


def test_section_in_another_language_is_not_suggested() -> None:
    """Its heading would stand in a question of the asker's."""
    assert suggested([*hits("Groups"), *hits("Apagar um grupo", language="pt")]) == []


@pytest.mark.parametrize("goal", ["", "clean up"])
def test_order_of_the_hits_is_kept(goal: str) -> None:
    """Whoever has a goal puts them in order before."""
    found = hits("Groups", "Delete a group", "Rename a group")
    asked = Question(ASKED.text, goal=goal)
    given = follow_ups(asked, "en", found, found[:1], lambda _: True)
    assert [each.page_url for each in given] == ["/p1", "/p2"]
