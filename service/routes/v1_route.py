"""What all routes of the API share: a bound on what is sent, and the errors that they tell."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from service.problems import MEDIA_TYPE

MAX_BODY = 512 * 1024
"""Bytes that the body of a request may have: enough for the longest one, with each character escaped."""

TOO_LARGE = f"The body may have {MAX_BODY} bytes: send less."

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}

MEANINGS = {
    400: "The body is not JSON, or the cursor is none of this request.",
    401: "A key is needed, and missing or wrong.",
    403: "This key does not open it, or nobody may do this here.",
    404: "There is nothing of that name.",
    410: "Another generation of the index is live than when the cursor was given: begin again without it.",
    413: "The body is too large.",
    422: "A field is missing, unknown or wrong: `errors` says which.",
    429: "That is more than you may ask: `Retry-After` says when to come again.",
    500: "Something went wrong that should not have.",
    503: "Nothing is indexed yet, nobody keeps what was asked for here, or the service is busy.",
    504: "There is no answer in time.",
}

EVERYWHERE = frozenset({401, 403, 429, 500, 503, 504})
"""What may happen whatever is asked."""

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """The errors of a route, for its description: those that only such a route has, and those of all."""
    told = sorted({*statuses, *EVERYWHERE})
    return {status: {"description": MEANINGS[status], "content": PROBLEM} for status in told}


class BoundedRoute(APIRoute):
    """A route that refuses bodies of more than MAX_BODY bytes, whatever they claim to have."""

    def get_route_handler(self) -> Handler:
        """What answers a request."""
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            if _declared(request) > MAX_BODY:
                raise HTTPException(413, TOO_LARGE)
            return await handle(Request(request.scope, _bounded(request.receive)))

        return bounded


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _bounded(receive: Receive) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise HTTPException(413, TOO_LARGE)
        return message

    return counted
