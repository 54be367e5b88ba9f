"""`/~askdocs/results`: the nearest passages while somebody types, as a fragment of HTML."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.errors import QuestionError
from service.problems import problem
from service.questions.question import MAX_CHARACTERS, Question
from service.routes.replies import NOINDEX, asker_of
from service.routes.v1_backing import backing_of
from service.routes.v1_filters import Filters, kept
from service.routes.web_replies import frame_of, html_page
from service.web.completion import Completions
from service.web.results_view import results_view

NO_FILTERS = Filters()

HEADERS = {"Cache-Control": "private, max-age=30", "X-Robots-Tag": NOINDEX}
"""Who types the same again gets the same at once."""

router = APIRouter()


@router.get("/~askdocs/results", include_in_schema=False)
def results(
    request: Request,
    filters: Annotated[Filters, Depends()],
    q: Annotated[str, Query(max_length=MAX_CHARACTERS)] = "",
    page: Annotated[str, Query(alias="from", max_length=2048)] = "",
) -> Response:
    """The passages that are found for what is typed so far, its last word completed."""
    asker, completions = asker_of(request), completions_of(request)
    completed = completions.vocabulary(asker.generation()).completed(q, filters.language)
    try:
        found = asker.find(Question.checked(completed[:MAX_CHARACTERS], page=page))
    except QuestionError as error:
        return problem(422, str(error))
    sites = backing_of(request).sites
    everything = kept(found, NO_FILTERS, sites)
    view = results_view(kept(found, filters, sites), everything, f"{q} {completed}", found.generation)
    return html_page("parts/results.html", frame_of(request), view, headers=HEADERS)


def completions_of(request: Request) -> Completions:
    """What completes words; one for the application."""
    completions: Completions = request.app.state.completions
    return completions
