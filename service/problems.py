"""Errors as RFC 9457 has them: problem documents, which say what went wrong and what to do."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import PurePosixPath

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from index.errors import NoIndexError, StoreError
from ingest.errors import AskdocsError
from service.accept import SUFFIXES, Form, wanted
from service.errors import QuestionError, TimeError

MEDIA_TYPE = "application/problem+json"

API = "/v1/"
"""Below it errors are problem documents, whatever the client accepts."""

RETRY_S = 30
"""After so many seconds a client may ask again whether something is indexed."""

REQUEST_ID = "askdocs.request_id"
"""Where a request's scope holds its id."""

PASSING = frozenset({429, 500, 503, 504})
"""What has nothing to do with the address: people are told so in a page, with a link to try again."""

RefusalPage = Callable[[Scope, int, Mapping[str, str]], Response]
"""Makes the page of a refusal with this status, which has these headers."""

UNFORESEEN = "This should not have happened: the service's log says more."


class FieldProblem(BaseModel):
    """What is wrong with one field: `field` names where it was sent and what it is called."""

    field: str = Field(examples=["body.question"])
    detail: str = Field(examples=["String should have at most 512 characters"])


class Problem(BaseModel):
    """An error (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "There is no page at /en/no/such/page. GET /v1/pages lists all pages.",
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


def document(status: int, detail: str, errors: list[FieldProblem] | None = None) -> str:
    """A problem document."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors or [])
    return problem.model_dump_json(exclude=None if errors else {"errors"})


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[FieldProblem] | None = None,
) -> Response:
    """A response that carries a problem document."""
    return Response(document(status, detail, errors), status, headers, media_type=MEDIA_TYPE)


def status_of(error: AskdocsError) -> int:
    """The status of an error of ours."""
    if isinstance(error, QuestionError | TimeError):
        return 422
    return 503 if isinstance(error, NoIndexError | StoreError) else 500


def told(error: AskdocsError) -> Response:
    """An error of ours, as a response."""
    status = status_of(error)
    return problem(status, str(error), {"Retry-After": str(RETRY_S)} if status == 503 else None)


def is_api(request: Request) -> bool:
    """Whether the request is for the API, and not for a page of the site."""
    return request.url.path.startswith(API)


def shown(scope: Scope, status: int, headers: Mapping[str, str]) -> Response | None:
    """A refusal as a page for who opens an address with a browser; None for everybody else."""
    page: RefusalPage | None = getattr(scope["app"].state, "refusal_page", None)
    if page is None or status not in PASSING or scope["method"] != "GET" or scope["path"].startswith(API):
        return None
    sent = Headers(scope=scope)
    accept, suffix = sent.get("accept", ""), PurePosixPath(scope["path"]).suffix
    form = wanted(accept, sent.get("user-agent", ""), suffix if suffix in SUFFIXES else "")
    return page(scope, status, headers) if form is Form.HTML and Form.HTML in accept else None


def add_problems(app: FastAPI, refusal_page: RefusalPage | None = None) -> None:
    """Have the application tell the API's errors in problem documents; others as before, and people that it
    cannot serve them just now in a page, if there is one.
    """
    app.state.refusal_page = refusal_page
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if not is_api(request):
        return await http_exception_handler(request, error)
    allowed = (error.headers or {}).get("Allow", "") if error.status_code == 405 else ""
    detail = f"This address takes only {allowed}." if allowed else str(error.detail)
    return problem(error.status_code, detail, error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if not is_api(request):
        return await request_validation_exception_handler(request, error)
    wrong = [
        FieldProblem(field=".".join(map(str, each["loc"])), detail=each["msg"]) for each in error.errors()
    ]
    return problem(422, "The request is not as /openapi.json describes it: see `errors`.", errors=wrong)


async def _unforeseen(request: Request, _error: Exception) -> Response:
    """It stands outside of all middlewares, so it names the request itself: the log has more under its id."""
    headers = {"X-Request-ID": request.scope.get(REQUEST_ID, "")}
    if is_api(request):
        return problem(500, UNFORESEEN, headers)
    page = shown(request.scope, 500, headers)
    return page or PlainTextResponse("Internal Server Error", 500, headers)
