"""What a chat message says: the answer and its sources as markdown, and where in it which page is cited."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from service.answer import Answer, Excerpt, Status
from service.found import Found
from service.links import Links
from service.passages import Passages
from service.render import passages as passages_render
from service.render.markdown import place, unanswered
from service.render.passages import PassagesWire
from service.render.wire import AnswerBody, excerpt_wire, wire

SOURCES = "Sources:"

_MARK = re.compile(r"(?<=[\s\]])\[(\d+)\](?=\s|\[|$)")
"""The mark of an excerpt: it stands by itself, or beside others."""


class UrlCitation(BaseModel):
    """A mark is `content[start_index:end_index]`; `url` leads to the heading of what it cites."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    """A citation."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says, and what it rests on."""

    content: str
    annotations: tuple[Annotation, ...]
    evidence: AnswerBody | PassagesWire


def answered(answer: Answer, links: Links, found: Found | None = None) -> Told:
    """The answer, what is to be known of it, and its sources by their marks; what was `found` tells why."""
    evidence = wire(answer, links, found).answer
    if answer.status is Status.UNANSWERED:
        return Told(unanswered(answer, links), (), evidence)
    note = [f"*{answer.note}*"] if answer.note else []
    sources = "\n".join(f"- {place(excerpt, links)}" for excerpt in answer.excerpts)
    content = "\n\n".join([answer.markdown, *note, SOURCES, sources])
    return Told(content, tuple(_annotations(answer, links)), evidence)


def quoted(found: Passages, links: Links) -> Told:
    """The passages and nothing else."""
    return Told(passages_render.markdown(found, links), (), passages_render.wire(found, links))


def _annotations(answer: Answer, links: Links) -> Iterator[Annotation]:
    """A citation for each mark in the answer's own text."""
    by_mark = {excerpt.mark: excerpt for excerpt in answer.excerpts}
    for found in _MARK.finditer(answer.markdown):
        excerpt = by_mark.get(int(found[1]))
        if excerpt:
            yield Annotation(url_citation=_citation(found, excerpt, links))


def _citation(found: re.Match[str], excerpt: Excerpt, links: Links) -> UrlCitation:
    return UrlCitation(
        start_index=found.start(),
        end_index=found.end(),
        url=excerpt_wire(excerpt, links).url,
        title=excerpt.page_title,
    )
