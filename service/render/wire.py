"""Answers as JSON: the platform's shape, with our fields beside its own."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from service.answer import Answer, CitedPage, Excerpt, Status
from service.found import Found
from service.links import Links
from service.phrasebook import phrases
from service.render.markdown import unanswered
from service.render.why import WhyWire, reasons

Place = tuple[str, str, str]
"""Page, anchor and markdown: what tells passages apart."""


class Wire(BaseModel):
    """What all JSON has in common: names in camel case."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class MarkdownText(Wire):
    """A text in markdown."""

    markdown: str


class SourceWire(Wire):
    """A page that the answer used, and how old that is. `page` is the platform's name for its URL."""

    type: str = "page"
    page: str
    title: str
    markdown_url: str
    language: str
    reason: str
    sections: list[str]
    last_modified: str | None
    fetched_at: str | None
    checked_at: str | None


class ExcerptWire(Wire):
    """A literal substring of a page's markdown; `url` is a deep link to where it stands.

    `content_hash` is the page's: SHA-256, in hexadecimal. `why` says what found it, null where nobody asked.
    """

    mark: int
    markdown: str
    url: str
    page: str
    title: str
    heading_path: list[str]
    language: str
    content_hash: str
    checked_at: str | None
    why: WhyWire | None = None


class WriterWire(Wire):
    """The language model that wrote the answer, and its prompt."""

    model: str
    prompt: str


class AnswerBody(Wire):
    """What the platform gives (`answer`, `followupQuestions`, `sources`), and what we add."""

    answer: MarkdownText
    followup_questions: list[str]
    sources: list[SourceWire]
    question: str
    status: Status
    confidence: float
    language: str
    answer_language: str
    excerpts: list[ExcerptWire]
    nearest: list[SourceWire]
    unanswered: list[str]
    missing: list[str]
    note: str
    writer: WriterWire | None
    generation: int
    timings: dict[str, float]


class AnswerWire(Wire):
    """The response of `?ask=` to a client that prefers JSON."""

    answer: AnswerBody


def wire(answer: Answer, links: Links, found: Found | None = None) -> AnswerWire:
    """The answer in the form in which it goes over the wire; with what was `found`, it tells why."""
    answered = answer.status is not Status.UNANSWERED
    whys = _whys(found) if found else {}
    return AnswerWire(
        answer=AnswerBody(
            answer=MarkdownText(markdown=answer.markdown if answered else unanswered(answer, links)),
            followup_questions=[each.question for each in answer.follow_ups],
            sources=[_source(page, answer, links) for page in answer.sources],
            question=answer.question,
            status=answer.status,
            confidence=round(answer.confidence, 4),
            language=answer.language,
            answer_language=answer.answer_language,
            excerpts=[excerpt_wire(excerpt, links, whys.get(_place(excerpt))) for excerpt in answer.excerpts],
            nearest=[_source(page, answer, links) for page in answer.nearest],
            unanswered=list(answer.unanswered),
            missing=list(answer.missing),
            note=answer.note,
            writer=WriterWire(model=answer.writer.model, prompt=answer.writer.prompt)
            if answer.writer
            else None,
            generation=answer.generation,
            timings={stage: round(spent, 2) for stage, spent in answer.timings.items()},
        )
    )


def _source(page: CitedPage, answer: Answer, links: Links) -> SourceWire:
    marks = "".join(f"[{each.mark}]" for each in answer.excerpts if each.page_url == page.url)
    return SourceWire(
        page=links.page(page.url),
        title=page.title,
        markdown_url=links.markdown(page.url),
        language=page.language,
        reason=phrases(answer.language).reason.format(marks=marks) if marks else "",
        sections=list(page.sections),
        last_modified=_text(page.last_modified),
        fetched_at=_text(page.fetched_at),
        checked_at=_text(page.checked_at),
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _whys(found: Found) -> Mapping[Place, WhyWire]:
    """Why each passage was found, by where it stands and what it says."""
    why = reasons(found)
    passages = {hit.number: hit.passage for hit in reversed(found.hits)}
    return {
        (passage.page_url, passage.anchor, passage.markdown): why[number]
        for number, passage in passages.items()
    }


def _place(excerpt: Excerpt) -> Place:
    return excerpt.page_url, excerpt.anchor, excerpt.markdown


def excerpt_wire(excerpt: Excerpt, links: Links, why: WhyWire | None = None) -> ExcerptWire:
    """A passage in the form in which it goes over the wire."""
    return ExcerptWire(
        mark=excerpt.mark,
        markdown=excerpt.markdown,
        url=links.section(excerpt.page_url, excerpt.anchor),
        page=links.page(excerpt.page_url),
        title=excerpt.page_title,
        heading_path=list(excerpt.heading_path),
        language=excerpt.language,
        content_hash=excerpt.content_hash,
        checked_at=_text(excerpt.checked_at),
        why=why,
    )
