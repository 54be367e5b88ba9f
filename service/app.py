"""The HTTP service: routes over one Asker, and errors told in a form that clients can read."""

from collections.abc import Sequence

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from index.errors import NoIndexError, StoreError
from ingest.errors import AskdocsError
from service.ask import Asker
from service.events import Streams
from service.http.freshness import derived
from service.insights.background import Background
from service.insights.insights import Analyst
from service.moves import Moves
from service.operation import Operation, ended, operate
from service.problems import add_problems, is_api, told
from service.routes import (
    api_catalog,
    contents,
    openai,
    operations,
    site,
    status,
    v1,
    web_assets,
    web_feedback,
    web_insights,
    web_opensearch,
    web_preferences,
    web_results,
    web_sign_in,
    web_widget,
)
from service.routes.v1_backing import Backing
from service.routes.web_refusal import refusal_page
from service.starter import SyncStarter
from service.web.completion import Completions
from service.web.navigation import Navigations

DOORS = (
    status,
    operations,
    api_catalog,
    openai,
    v1,
    web_assets,
    web_preferences,
    web_results,
    web_insights,
    web_sign_in,
    web_feedback,
    web_opensearch,
    web_widget,
)
"""What has an address of its own."""


def create_app(
    asker: Asker,
    public_url: str = "",
    starter: SyncStarter | None = None,
    host: str = "127.0.0.1",
    moves: Moves | None = None,
    operation: Operation | None = None,
    backing: Backing | None = None,
    hosts: Sequence[str] = (),
) -> FastAPI:
    """The application. `public_url` is the address that answers link to; the request's own host where it is
    empty. Without a `starter` nobody can start a sync. `host` is the address that is listened on.
    Without `moves` no page has moved. `operation` says who may ask, how much, and what is noted of it.
    `backing` is what the API has beside the asker. `hosts` are the names that it is served under, if known.
    """
    from service.mcp.web import PATHS, McpRoute, checks, mcp_running  # its SDK takes a second to load

    operation = operation or Operation()
    lifespan = ended(mcp_running(checks(public_url, host, hosts)), operation)
    app = FastAPI(title="askdocs", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    operate(app, asker, operation)
    app.state.public_url = public_url
    app.state.starter = starter
    app.state.moves = moves or Moves()
    app.state.backing = backing or Backing()
    app.state.streams = Streams()
    app.state.completions = Completions()
    app.state.navigations = Navigations.empty()
    app.state.insights = Background(Analyst(app.state.asker, operation.questions, app.state.backing.feedback))
    for door in DOORS:
        app.include_router(door.router)
    app.router.routes.extend(map(McpRoute, PATHS))
    for door in (contents, site):  # last, since any path may be a page's
        app.include_router(door.router, dependencies=[Depends(derived)])
    app.add_exception_handler(AskdocsError, _told)
    add_problems(app, refusal_page)
    return app


def _told(request: Request, error: Exception) -> Response:
    if is_api(request) and isinstance(error, AskdocsError):
        return told(error)
    status_code = 503 if isinstance(error, NoIndexError | StoreError) else 500
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": str(error)}, status_code)
    return PlainTextResponse(f"{error}\n", status_code)
