"""Errors in the shape that OpenAI's clients read."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from index.errors import NoIndexError, StoreError
from ingest.errors import AskdocsError
from service.errors import ChatError
from service.render.openai import ErrorBody, ErrorWire

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OpenAIRoute(APIRoute):
    """A route whose errors have OpenAI's shape."""

    def get_route_handler(self) -> Handler:
        """What answers a request."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return response(_invalid(error))
            except AskdocsError as error:
                return response(error)

        return told


def response(error: AskdocsError) -> Response:
    """The error as a response."""
    status = (
        error.status
        if isinstance(error, ChatError)
        else 503
        if isinstance(error, NoIndexError | StoreError)
        else 500
    )
    return JSONResponse(wire(error).model_dump(), status)


def wire(error: AskdocsError) -> ErrorWire:
    """The error as it goes over the wire."""
    if isinstance(error, ChatError):
        body = ErrorBody(message=str(error), type="invalid_request_error", param=error.param, code=error.code)
    else:
        code = "no_index" if isinstance(error, NoIndexError) else "internal_error"
        body = ErrorBody(message=str(error), type="server_error", param=None, code=code)
    return ErrorWire(error=body)


def _invalid(error: RequestValidationError) -> ChatError:
    """The first thing that is wrong with the body."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"][1:])) if first["type"] != "json_invalid" else ""
    return ChatError(f"{first['msg']}{f' ({place})' if place else ''}.", place, first["type"])
