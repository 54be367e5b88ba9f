"""A refusal as a response: a problem document (RFC 9457), a page for people, one line of text for those who
read text, or what OpenAI's clients read.
"""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from service.problems import API, MEDIA_TYPE, document, shown

OPENAI = ("/v1/chat/", "/v1/models")
"""Below these, errors have OpenAI's shape."""

_TEXTUAL = ("text/markdown", "text/x-markdown", "text/plain", "text/html")


def problem(
    scope: Scope, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The response. `detail` says what the client can do."""
    sent = {"Cache-Control": "no-store", **(headers or {})}
    if page := shown(scope, status, sent):
        return page
    if _reads_text(scope):
        return PlainTextResponse(f"{detail}\n", status, sent)
    if scope["path"].startswith(OPENAI):
        return JSONResponse({"error": _openai(status, detail)}, status, sent)
    return Response(document(status, detail), status, sent, media_type=MEDIA_TYPE)


def _openai(status: HTTPStatus, detail: str) -> dict[str, str | None]:
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    return {"message": detail, "type": kind, "param": None, "code": status.name.lower()}


def _reads_text(scope: Scope) -> bool:
    if scope["path"].startswith(API):
        return False
    accept = Headers(scope=scope).get("accept", "")
    return scope["path"].endswith(".md") or any(each in accept for each in _TEXTUAL)
