"""What the doors of the site have in common: who answers, addresses, and how a reply is labelled."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from service.accept import Form, wanted
from service.ask import Asker
from service.links import Links, url_path

NOINDEX = "noindex"
NOT_THERE = "noindex, nofollow"


def asker_of(request: Request) -> Asker:
    """What answers."""
    asker: Asker = request.app.state.asker
    return asker


def links_of(request: Request) -> Links:
    """The addresses that a reply hands out."""
    generation = asker_of(request).generation()

    def path_of(url: str) -> str:
        page = generation.page(url)
        return page.path if page else url_path(url)

    return Links(request.app.state.public_url or str(request.base_url), path_of)


def wanted_form(request: Request, suffix: str = "") -> Form:
    """The form that the client wants, at an address with this ending."""
    accept = ",".join(request.headers.getlist("accept"))
    return wanted(accept, request.headers.get("user-agent", ""), suffix)


def textual(form: Form) -> Form:
    """The form of what has markdown only."""
    return Form.PLAIN if form is Form.PLAIN else Form.MARKDOWN


def text(body: str, form: str, status: int = 200, robots: str = "") -> Response:
    """A text in UTF-8 that depends on what the client accepts; `robots` is for those who index it."""
    return Response(body, status, media_type=f"{form}; charset=utf-8", headers=labels(robots))


def json(body: Mapping[str, Any], robots: str = "") -> Response:
    """Something as JSON, under the same headers."""
    return JSONResponse(body, headers=labels(robots))


def labels(robots: str, links: Sequence[str] = ()) -> Mapping[str, str]:
    """The headers that go with any form; `links` are values of `Link` (RFC 8288).

    The one agent that is told by its name gets the same words as others: no cache need keep them apart.
    """
    told = {"Vary": "Accept", "X-Robots-Tag": robots, "Link": ", ".join(links)}
    return {name: value for name, value in told.items() if value}
