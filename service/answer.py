"""The answer: what every door renders, and nothing that belongs to one door alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How far the documentation answers the question: partially where it leaves a part open, or where what is
    quoted may not be what was asked for.
    """

    ANSWERED = "answered"
    PARTIAL = "partial"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage that the answer rests on, as the documentation has it.

    `markdown` is a literal substring of the page's markdown. `mark` is the number that the answer cites it
    by, from 1. `anchor` is the fragment of the heading that it stands under, "" at the page's top.
    `content_hash` is that of the page: it changes when the page does. `checked_at` is when the page was last
    found to say so, None where nobody knows.
    """

    mark: int
    markdown: str
    page_url: str
    page_title: str
    heading_path: tuple[str, ...]
    anchor: str
    language: str
    content_hash: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page that the answer used, with the sections that it used, and how old that is.

    `last_modified` is the site's word; `fetched_at` is when the text was read; `checked_at` is when it was
    last found to be what the site has. None where nobody knows.
    """

    url: str
    title: str
    language: str
    sections: tuple[str, ...]
    last_modified: datetime | None = None
    fetched_at: datetime | None = None
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A further question that the documentation answers, and the page to ask it from."""

    question: str
    page_url: str


@dataclass(frozen=True, slots=True)
class Writer:
    """The language model that wrote an answer, and the prompt it was given: for audit."""

    model: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `markdown` is the direct answer, in quotations of the documentation marked `[1]`, `[2]`; where `status` is
    unanswered, one sentence that says so. `confidence` is the probability, in [0, 1], that the documentation
    answers the question. `language` is the question's; `answer_language` that of the quotations. `nearest`
    are the closest pages where nothing was cited. `unanswered` are the parts of the question that are left
    open, `missing` words of it that nothing near it holds. `timings` are milliseconds by stage. `writer` is
    None where no language model had a hand in the answer; `note` says what the asker should know of how it
    came to be.
    """

    question: str
    status: Status
    confidence: float
    language: str
    answer_language: str
    markdown: str
    excerpts: tuple[Excerpt, ...]
    sources: tuple[CitedPage, ...]
    nearest: tuple[CitedPage, ...]
    follow_ups: tuple[FollowUp, ...]
    generation: int
    timings: Mapping[str, float]
    unanswered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    writer: Writer | None = None
    note: str = ""
