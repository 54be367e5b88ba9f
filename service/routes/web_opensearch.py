"""`/~askdocs/opensearch.xml` and suggestions: with them a browser's address bar asks the documentation."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from service.errors import QuestionError
from service.questions.question import MAX_CHARACTERS, Question
from service.routes.replies import NOT_THERE, asker_of, links_of
from service.routes.v1_backing import backing_of
from service.routes.v1_filters import kept
from service.routes.web_replies import frame_of
from service.routes.web_results import NO_FILTERS, completions_of
from service.web.opensearch_view import DESCRIPTION, SUGGESTIONS, opensearch_view
from service.web.suggestions import suggestions
from service.web.templating import rendered

DESCRIPTION_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"

router = APIRouter()


@router.get(DESCRIPTION, include_in_schema=False)
def description(request: Request) -> Response:
    """How a browser asks, in the reader's language."""
    frame = frame_of(request)
    body = rendered("opensearch.xml", frame=frame, view=opensearch_view(frame, links_of(request)))
    headers = {"Cache-Control": "max-age=3600", "Vary": "Accept-Language, Cookie", "X-Robots-Tag": NOT_THERE}
    return Response(body, headers=headers, media_type=f"{DESCRIPTION_TYPE}; charset=utf-8")


@router.get(SUGGESTIONS, include_in_schema=False)
def suggested(request: Request, q: Annotated[str, Query(max_length=MAX_CHARACTERS)] = "") -> Response:
    """What was typed, and headings that are near it, with the titles of their pages and their addresses."""
    asker, links = asker_of(request), links_of(request)
    completed = completions_of(request).vocabulary(asker.generation()).completed(q)
    try:
        found = asker.find(Question.checked(completed[:MAX_CHARACTERS]))
        offered = suggestions(kept(found, NO_FILTERS, backing_of(request).sites))
    except QuestionError:
        offered = ()
    addresses = [links.site(address) for _, _, address in offered]
    body = [q, [heading for heading, _, _ in offered], [title for _, title, _ in offered], addresses]
    headers = {"Cache-Control": "private, max-age=30", "X-Robots-Tag": NOT_THERE}
    return JSONResponse(body, headers=headers, media_type=SUGGESTIONS_TYPE)
