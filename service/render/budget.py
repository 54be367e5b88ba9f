"""Keeps an answer to the number of tokens that a client has room for."""

from collections.abc import Iterator
from dataclasses import replace

from service.answer import Answer, Status
from service.answerers.prompt import BYTES_PER_TOKEN
from service.links import Links
from service.phrasebook import phrases
from service.render.markdown import render


def within(answer: Answer, max_tokens: int | None, links: Links, goal: str = "") -> Answer:
    """The answer with as many excerpts as its markdown has room for in `max_tokens`, None for any number.

    Excerpts are left out whole, from the last on, since one that is cut short says something else; its note
    counts them. Where that is not enough, the follow-up questions are left out too. The direct answer and
    the sources stay, be there room or not.
    """
    if max_tokens is None or answer.status is Status.UNANSWERED:
        return answer
    shorter = answer
    for shorter in _shorter(answer):
        if tokens(render(shorter, links, goal)) <= max_tokens:
            break
    return shorter


def tokens(text: str) -> int:
    """How many tokens a text is taken for: rather too many than too few."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def _shorter(answer: Answer) -> Iterator[Answer]:
    """The answer as it is, then shorter and shorter."""
    yield answer
    for kept in reversed(range(len(answer.excerpts))):
        yield _with_excerpts(answer, kept)
    yield replace(_with_excerpts(answer, 0), follow_ups=())


def _with_excerpts(answer: Answer, kept: int) -> Answer:
    said = phrases(answer.language).left_out.format(count=len(answer.excerpts) - kept)
    note = f"{answer.note} {said}" if answer.note else said
    return replace(answer, excerpts=answer.excerpts[:kept], note=note)
