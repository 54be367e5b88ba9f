"""The answer: what every door renders, and nothing that belongs to one door alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How far the documentation answers the question."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage that the answer rests on, as the documentation has it.

    `markdown` is a literal substring of the page's markdown. `mark` is the number that the answer cites it
    by, from 1. `anchor` is the fragment of the heading that it stands under, "" at the page's top.
    """

    mark: int
    markdown: str
    page_url: str
    page_title: str
    heading_path: tuple[str, ...]
    anchor: str
    language: str


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
class Answer:
    """The answer to one question.

    `markdown` is the direct answer, in quotations of the documentation marked `[1]`, `[2]`; where `status` is
    unanswered, one sentence that says so. `confidence` is the probability, in [0, 1], that the documentation
    answers the question. `language` is the question's; `answer_language` that of the quotations. `nearest`
    are the closest pages where nothing was cited. `timings` are milliseconds by stage.
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
