"""The HTTP service: routes over one Asker, and errors told in a form that clients can read."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from index.errors import NoIndexError
from ingest.errors import AskdocsError
from service.ask import Asker
from service.routes import site, status, sync
from service.starter import SyncStarter


def create_app(asker: Asker, public_url: str = "", starter: SyncStarter | None = None) -> FastAPI:
    """The application. `public_url` is the address that answers link to; the request's own host where it is
    empty. Without a `starter` nobody can start a sync.
    """
    app = FastAPI(title="askdocs", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.asker = asker
    app.state.public_url = public_url
    app.state.starter = starter
    app.include_router(status.router)
    app.include_router(sync.router)
    app.include_router(site.router)
    app.add_exception_handler(AskdocsError, _told)
    return app


def _told(request: Request, error: Exception) -> Response:
    status_code = 503 if isinstance(error, NoIndexError) else 500
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": str(error)}, status_code)
    return PlainTextResponse(f"{error}\n", status_code)
