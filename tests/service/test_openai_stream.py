"""A chat response in chunks: what goes wrong on the way, and what a mark is."""

import json
from collections.abc import Sequence

import pytest

from index.errors import StoreError
from service.answer import Answer, Excerpt, Status
from service.answerer import Tell
from service.links import Links
from service.render.openai import Completion
from service.render.openai_message import Told, answered
from service.routes.openai_stream import events


def answer(markdown: str, marks: int) -> Answer:
    """An answer that rests on so many excerpts."""
    excerpts = tuple(
        Excerpt(mark, f"Words {mark}.", f"/page{mark}", f"Page {mark}", (), "", "en")
        for mark in range(1, marks + 1)
    )
    return Answer("q", Status.ANSWERED, 0.9, "en", "en", markdown, excerpts, (), (), (), 1, {})


def cited(markdown: str, marks: int) -> Sequence[tuple[str, str]]:
    """The marks that are annotated, and where they lead."""
    told = answered(answer(markdown, marks), Links("http://docs.test"))
    citations = [each.url_citation for each in told.annotations]
    return [(told.content[each.start_index : each.end_index], each.url) for each in citations]


@pytest.mark.parametrize(
    ("markdown", "marks", "expected"),
    [
        ("One. [1]\n\nTwo. [2]", 2, ["[1]", "[2]"]),
        ("Both say so. [1][2] Goes on.", 2, ["[1]", "[2]"]),
        ("```\na[1] = 2\n```\n\n[1]", 1, ["[1]"]),
        ("See [the page](x) [1]", 1, ["[1]"]),
        ("A link [2](http://x) and `b[1]`. [1]", 2, ["[1]"]),
        ("A footnote of the page [7] here. [1]", 1, ["[1]"]),
    ],
)
def test_only_marks_are_citations(markdown: str, marks: int, expected: list[str]) -> None:
    """Brackets that the documentation itself writes are none; each leads to the page of its excerpt."""
    assert cited(markdown, marks) == [
        (mark, f"http://docs.test/page{mark.strip('[]')}.md") for mark in expected
    ]


def test_error_on_the_way_is_told_in_an_event() -> None:
    """What was said stays said; the client is told why nothing follows, and does not wait."""

    def say(tell: Tell) -> Told:
        tell("One. [1]")
        raise StoreError("The index cannot be read.")

    *_, piece, error, done = events(Completion("askdocs", "q"), say, with_usage=False)
    assert "One. [1]" in piece
    told = json.loads(error.removeprefix("data: "))["error"]
    assert (told["message"], told["type"]) == ("The index cannot be read.", "server_error")
    assert done == "data: [DONE]\n\n"


def test_fault_of_ours_cuts_the_stream() -> None:
    """A client that got no end knows that something is missing."""

    def say(_tell: Tell) -> Told:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(events(Completion("askdocs", "q"), say, with_usage=False))
