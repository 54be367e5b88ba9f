"""`/insights`: what is asked in vain, for those who write the documentation; `/insights.csv`: as tables."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.http.access import HELD
from service.insights.background import Background
from service.insights.insights import Insights
from service.render.insights_csv import What, table
from service.routes.replies import NOT_THERE, asker_of
from service.routes.web_replies import frame_of, html_page
from service.web.insights_view import insights_view

PATIENCE_S = 5.0
"""Who waits longer gets a page that says so and loads itself again."""

AGAIN_S = 3

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": NOT_THERE}

Days = Annotated[int, Query(ge=1, le=365)]

router = APIRouter()


@router.get("/insights", include_in_schema=False)
def insights(request: Request, days: Days = 30) -> Response:
    """The page."""
    frame = frame_of(request)
    found = _insights(request, days)
    if found is None:
        headers = HEADERS | {"Refresh": str(AGAIN_S)}
        return html_page("insights_waiting.html", frame, headers=headers)
    generation = asker_of(request).generation()

    def path_of(url: str) -> str:
        page = generation.page(url)
        return page.path if page else ""

    view = insights_view(found, path_of, frame.says, signed_in=request.scope.get(HELD) is not None)
    return html_page("insights.html", frame, view, headers=HEADERS)


@router.get("/insights.csv", include_in_schema=False)
def insights_csv(request: Request, what: What, days: Days = 30) -> Response:
    """One table of it."""
    found = _insights(request, days)
    if found is None:
        headers = HEADERS | {"Retry-After": str(AGAIN_S)}
        return Response("This is being worked out: try again soon.\n", 503, headers, "text/plain")
    name = f"askdocs-{what}-{found.at.date().isoformat()}.csv"
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(table(found, what), headers=headers, media_type="text/csv; charset=utf-8")


def _insights(request: Request, days: int) -> Insights | None:
    background: Background = request.app.state.insights
    return background.insights(days, PATIENCE_S)
