"""`/~askdocs/feedback`: whether an answer helped, and questions that the documentation should answer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException

from service.questions.question import MAX_CHARACTERS
from service.routes.replies import NOINDEX
from service.routes.v1_backing import backing_of
from service.routes.web_preferences import FOREIGN
from service.routes.web_replies import frame_of, html_page
from service.web.policy import is_foreign, local_path

HELPED, HELPED_NOT = "The answer helped.", "The answer did not help."

UNANSWERED = "The documentation does not answer this question."

FRAGMENT = "fragment"
"""What a script says in the header `Askdocs-Wants`, which gets the words alone and no page around them."""

KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": NOINDEX}

router = APIRouter()


@router.post("/~askdocs/feedback", include_in_schema=False)
def keep_feedback(
    request: Request,
    question: Annotated[str, Form(min_length=1, max_length=MAX_CHARACTERS, pattern=r"\S")],
    helpful: Annotated[Literal["yes", "no", ""], Form()] = "",
    unanswered: Annotated[Literal["yes", ""], Form()] = "",
    reason: Annotated[str, Form(max_length=2048)] = "",
    back: Annotated[str, Form(max_length=4096)] = "/",
) -> Response:
    """Keep what was said of the answer to a question, and say so."""
    if is_foreign(request.headers):
        raise HTTPException(403, FOREIGN)
    place = local_path(back)
    store = backing_of(request).feedback
    words = frame_of(request).says.answer
    if store is None:
        return _told(request, words.nobody, place, 503)
    content = UNANSWERED if unanswered else HELPED if helpful == "yes" else HELPED_NOT
    helped = None if unanswered or not helpful else helpful == "yes"
    store.add(content, place.partition("?")[0], question, helpful=helped, reason=reason.strip())
    return _told(request, words.told_team if unanswered else words.thanks, place)


def _told(request: Request, said: str, back: str, status: int = 200) -> Response:
    """The words as a page, or as what a script puts in the form's place."""
    template = "parts/thanks.html" if request.headers.get("askdocs-wants") == FRAGMENT else "said.html"
    return html_page(template, frame_of(request), {"said": said, "back": back}, status, KEPT)
