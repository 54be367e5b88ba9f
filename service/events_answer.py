"""The events of an answer while it is made: what was found, the answer piece by piece, then all of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field

from index.confidence import thresholds
from index.duplicates import distinct
from index.hit import Hit
from service.answer import Answer
from service.ask import Asker
from service.events import Event
from service.found import Found
from service.links import Links
from service.questions.question import Question
from service.render.why import reasons
from service.render.wire import AnswerBody, AnswerWire, MarkdownText, SourceWire, Wire, wire
from service.render.wire_found import PassageWire, passage_wire

Send = Callable[[Event], object]
"""Is given each event as soon as it stands."""


class Dialect(StrEnum):
    """The forms that events come in: `named` is ours, `platform` that of the documentation platform."""

    NAMED = "named"
    PLATFORM = "platform"


class ExcerptsWire(Wire):
    """The passages nearest to the question: the answer quotes some of them, `done` says which."""

    excerpts: list[PassageWire]


class PlatformAnswer(Wire):
    """The answer so far, in the platform's shape."""

    answer: MarkdownText
    followup_questions: list[str] = Field(default=[])
    sources: list[SourceWire] = Field(default=[])


class PlatformEvent(Wire):
    """An event as the platform has it; the last one has all of the answer."""

    type: Literal["answer"] = "answer"
    answer: PlatformAnswer | AnswerBody


class Telling(Protocol):
    """How events are told."""

    def found(self, found: Found) -> Iterator[Event]:
        """Passages were found."""

    def piece(self, markdown: str) -> Event:
        """A piece of the answer stands."""

    def done(self, answer: Answer, whole: AnswerWire) -> Event:
        """All of it stands: the answer, and what a client gets of it that wants JSON."""


@dataclass(frozen=True, slots=True)
class Named:
    """Tells `excerpts`, `answer` (a piece, to be put behind those before) and `done`."""

    links: Links

    def found(self, found: Found) -> Iterator[Event]:
        """The passages nearest to the question, where they may answer it."""
        if any(part.confidence >= thresholds().partial for part in found.parts or (found,)):
            excerpts = ExcerptsWire(excerpts=list(_nearest(found, self.links)))
            yield Event("excerpts", _json(excerpts))

    def piece(self, markdown: str) -> Event:
        """The piece alone."""
        return Event("answer", _json(MarkdownText(markdown=markdown)))

    def done(self, _answer: Answer, whole: AnswerWire) -> Event:
        """What a client gets that wants JSON."""
        return Event("done", _json(whole))


@dataclass(slots=True)
class Platform:
    """Tells the answer so far, again and again, each time in the platform's shape and without a name."""

    _told: list[str] = field(default_factory=list)

    def found(self, _found: Found) -> Iterator[Event]:
        """Nothing: the platform has no event for it."""
        return iter(())

    def piece(self, markdown: str) -> Event:
        """All pieces so far."""
        self._told.append(markdown)
        return self._event(PlatformAnswer(answer=MarkdownText(markdown="".join(self._told))))

    def done(self, _answer: Answer, whole: AnswerWire) -> Event:
        """The answer with its follow-ups, its sources, and our own fields."""
        return self._event(whole.answer)

    def _event(self, answer: PlatformAnswer | AnswerBody) -> Event:
        return Event("", _json(PlatformEvent(answer=answer)))


def telling(dialect: Dialect, links: Links) -> Telling:
    """What tells one answer in a dialect that is JSON."""
    return Named(links) if dialect is Dialect.NAMED else Platform()


def tell_answer(asker: Asker, question: Question, links: Links, tell: Telling, send: Send) -> Answer:
    """Ask, and send the events on the way. Raises NoIndexError while nothing is indexed."""
    told = False

    def piece(markdown: str) -> None:
        nonlocal told
        told = True
        send(tell.piece(markdown))

    found = asker.find(question)
    for event in tell.found(found):
        send(event)
    answer = asker.answer(found, piece)
    whole = wire(answer, links, found)
    if not told:
        piece(whole.answer.answer.markdown)
    send(tell.done(answer, whole))
    return answer


def _nearest(found: Found, links: Links) -> Iterator[PassageWire]:
    whys = reasons(found)
    hits: list[Hit] = distinct(found.hits, found.generation.page)[: found.question.limit]
    for rank, hit in enumerate(hits, start=1):
        page = found.generation.page(hit.passage.page_url)
        if page:
            yield passage_wire(rank, hit, page, whys[hit.number], links)


def _json(model: Wire) -> str:
    return model.model_dump_json(by_alias=True)
