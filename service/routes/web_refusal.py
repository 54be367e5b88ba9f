"""A refusal as a page, for who opens an address with a browser: it needs neither index nor answer."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import Request, Response
from starlette.types import Scope

from service.links import SAFE
from service.problems import REQUEST_ID
from service.routes.replies import NOT_THERE
from service.routes.web_replies import html_page, preferences_of
from service.web.frame import Frame
from service.web.refusal_view import refusal_view


def refusal_page(scope: Scope, status: int, headers: Mapping[str, str]) -> Response:
    """The page.

    It does not load itself again: all who were refused in one second would come again in one second.
    """
    query = scope["query_string"].decode("latin-1")
    here = quote(scope["path"], safe=SAFE) + (f"?{query}" if query else "")
    frame = Frame(title="", home="/", action="/", here=here, preferences=preferences_of(Request(scope)))
    seconds, request_id = headers.get("Retry-After", ""), scope.get(REQUEST_ID, "")
    view = refusal_view(status, seconds, request_id, here, frame.says)
    sent = {"Cache-Control": "no-store", "X-Robots-Tag": NOT_THERE, **headers}
    return html_page("refused.html", frame, view, status, sent)
