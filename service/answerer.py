"""Answerers: from the passages that were found to the words that answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from index.hit import Hit
from service.answer import Status, Writer
from service.found import Found

Tell = Callable[[str], None]
"""Is given each piece of an answer's markdown, in reading order, as soon as it stands."""


def untold(_piece: str) -> None:
    """Nobody waits for pieces."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A direct answer; all empty where no words answer.

    `used` are the hits that `markdown` cites, each passage once: the first of them as `[1]`. `unanswered` are
    the parts of the question that are left open, in the asker's words. One that is not `sure` says what comes
    nearest. `writer` is the language model that put it into words, `note` what the asker should know of how
    it came to be.
    """

    markdown: str = ""
    used: tuple[Hit, ...] = ()
    unanswered: tuple[str, ...] = ()
    sure: bool = True
    writer: Writer | None = None
    note: str = ""

    @property
    def status(self) -> Status:
        """How far it answers."""
        if not self.used:
            return Status.UNANSWERED
        return Status.ANSWERED if self.sure and not self.unanswered else Status.PARTIAL


class Answerer(Protocol):
    """Decides what to say."""

    def draft(self, found: Found, tell: Tell = untold) -> Draft:
        """The answer to what was asked, made of at most `found.question.limit` passages.

        None of the hits repeats another. Where a part of the question, or all of it, is too unlikely to be
        answered by what was found, nothing is said about it. `tell` gets the markdown piece by piece.
        """
