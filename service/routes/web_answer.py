"""The answer as people see it: a page, and the events that fill it while it is made."""

from datetime import UTC, datetime

from fastapi import Request, Response

from service.answer import Answer
from service.questions.question import MAX_CHARACTERS, Question
from service.routes.replies import NOINDEX, asker_of, links_of
from service.routes.v1_events import answer_events
from service.routes.web_reading import passages_of
from service.routes.web_replies import frame_of, html_page
from service.web.answer_view import AnswerViewer
from service.web.frame import Frame
from service.web.telling import Fragments

FRAGMENTS = "html"
"""The value of `events` that asks for finished HTML."""


def answer_page(request: Request, question: Question, answer: Answer) -> Response:
    """The answer in the frame of the page that was asked."""
    frame = _frame(request, question)
    view = viewer(request, question, frame).view(answer)
    alternate = f'<{view.markdown_address}>; rel="alternate"; type="text/markdown"'
    headers = {"X-Robots-Tag": NOINDEX, "Link": alternate}
    return html_page("answer.html", frame, view, headers=headers)


def answer_fragments(request: Request, question: Question) -> Response:
    """The same in events, as soon as each part stands."""
    frame = _frame(request, question)
    interface = frame.preferences.interface
    fragments = Fragments(viewer(request, question, frame), frame)
    return answer_events(request, question, tell=fragments, variant=f"{FRAGMENTS} {interface}")


def told_page(request: Request, name: str, status: int = 200) -> Response:
    """A page that says one thing: the words of this name in the table `answer`."""
    frame = frame_of(request)
    said = getattr(frame.says.answer, name).format(most=MAX_CHARACTERS)
    return html_page("said.html", frame, {"said": said, "back": ""}, status, {"X-Robots-Tag": NOINDEX})


def viewer(request: Request, question: Question, frame: Frame) -> AnswerViewer:
    """What makes views of answers to this question, in the reader's language."""
    return AnswerViewer(
        pages=asker_of(request).generation(),
        links=links_of(request),
        says=frame.says,
        render=passages_of(request, frame.says),
        now=datetime.now(UTC),
        asked_from=question.page,
        goal=question.goal,
    )


def _frame(request: Request, question: Question) -> Frame:
    page = asker_of(request).generation().page(question.page)
    return frame_of(request, page.language if page else "", question.page, question.text)
