"""The JSON API below /v1, and its description."""

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from service.http.freshness import derived
from service.problems import Problem
from service.routes import sync, v1_ask, v1_changes, v1_feedback, v1_pages, v1_search
from service.routes.replies import asker_of
from service.routes.site import page_or_answer, site_path

ABOUT = """Asks and searches a documentation site. Every error is a problem document (RFC 9457).

The pages themselves answer too: `GET <page>.md?ask=<question>`.
"""

NOTHING = "The API has nothing at {path}, and the site has no page there: see /openapi.json."

DOORS = (v1_ask, v1_search, v1_pages, v1_changes, v1_feedback, sync)

FROM_THE_INDEX = (v1_search, v1_pages)
"""What these say follows from the live generation: clients may keep it until that changes."""

router = APIRouter()
for door in DOORS:
    router.include_router(door.router, dependencies=[Depends(derived)] if door in FROM_THE_INDEX else [])


@router.get("/openapi.json")
def describe() -> JSONResponse:
    """The API's description."""
    return JSONResponse(description())


@router.get("/v1/{path:path}", dependencies=[Depends(derived)])
def page(request: Request, path: str) -> Response:
    """A page of the site, which may well have some below /v1; whoever wants none is told what is wrong."""
    address = f"v1/{path}"
    if not _is_for_site(request, address):
        raise HTTPException(404, NOTHING.format(path=f"/{address}"))
    return page_or_answer(request, address)


def _is_for_site(request: Request, address: str) -> bool:
    """Whether there is such a page, or the client reads what pages say: a question's answer, or a text."""
    path, suffix = site_path(address)
    if suffix or "ask" in request.query_params or "text/" in request.headers.get("accept", ""):
        return True
    return asker_of(request).generation().page(path) is not None


def description() -> dict[str, Any]:
    """The OpenAPI document of the API."""
    routes = [route for door in DOORS for route in door.router.routes]
    document = get_openapi(title="askdocs", version=version("askdocs"), description=ABOUT, routes=routes)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document["components"]["schemas"]
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{}, {"key": []}]  # only where the service is run so is a key needed
    return document
