"""Tells an answer in events of finished HTML, in the form that `service.events_answer` asks for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index.confidence import thresholds
from index.duplicates import distinct
from service.answer import Answer
from service.compose import excerpts_of
from service.events import Event
from service.found import Found
from service.render.wire import AnswerWire
from service.web.answer_view import AnswerViewer
from service.web.frame import Frame
from service.web.templating import rendered

SHOWN = 3
"""So many passages are shown until it is known which ones the answer quotes."""


@dataclass(slots=True)
class Fragments:
    """Tells `excerpts` (the nearest passages), `answer` (all of it so far) and `done` (the whole panel)."""

    viewer: AnswerViewer
    frame: Frame
    _told: list[str] = field(default_factory=list)

    def found(self, found: Found) -> Iterator[Event]:
        """The nearest passages, where they may answer the question."""
        if any(part.confidence >= thresholds().partial for part in found.parts or (found,)):
            hits = distinct(found.hits, found.generation.page)[:SHOWN]
            excerpts = map(self.viewer.excerpt, excerpts_of(hits, found.generation))
            unmarked = tuple(replace(each, mark=0) for each in excerpts)
            yield self._event("excerpts", "parts/nearest.html", unmarked)

    def piece(self, markdown: str) -> Event:
        """All pieces so far. Their marks lead nowhere yet."""
        self._told.append(markdown)
        html = self.viewer.answer_html("".join(self._told), [])
        return Event("answer", _json(str(html)))

    def done(self, answer: Answer, _whole: AnswerWire) -> Event:
        """The panel, as a page without a script has it."""
        return self._event("done", "parts/answer.html", self.viewer.view(answer))

    def _event(self, name: str, template: str, view: object) -> Event:
        return Event(name, _json(rendered(template, frame=self.frame, view=view)))


def _json(html: str) -> str:
    return json.dumps({"html": html}, ensure_ascii=False)
