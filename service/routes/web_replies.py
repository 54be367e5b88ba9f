"""What the pages for people have in common: the frame around them, and the headers they come under."""

from collections.abc import Mapping

from fastapi import Request, Response

from service.accept import Form
from service.keys import Scope
from service.routes.replies import asker_of
from service.routes.v1_backing import backing_of
from service.web.frame import Frame, home_page
from service.web.policy import SECURITY, VARY
from service.web.preferences import Preferences, preferences
from service.web.templating import rendered


def preferences_of(request: Request, language: str = "") -> Preferences:
    """How the reader wants the interface, on a page in this language."""
    return preferences(request.cookies, request.headers.get("accept-language", ""), language)


def frame_of(request: Request, language: str = "", action: str = "", question: str = "") -> Frame:
    """The frame of a page in this language, from which questions are sent to `action`, else to its home."""
    generation = asker_of(request).generation()
    title, home = home_page(generation, language)
    query = f"?{request.url.query}" if request.url.query else ""
    locked: frozenset[Scope] = request.app.state.locked
    return Frame(
        title=title,
        home=home,
        action=action or home,
        here=f"{request.scope['path']}{query}",
        preferences=preferences_of(request, language),
        languages=tuple(sorted(generation.info.pages)),
        sites=tuple(backing_of(request).sites),
        question=question,
        shows_insights=Scope.ADMIN not in locked,
        has_keys=bool(locked),
    )


def html_page(
    template: str,
    frame: Frame,
    view: object = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A template as a whole page; it sees `frame` and `view`."""
    return html(rendered(template, frame=frame, view=view), status, headers)


def html(body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """HTML under the headers that all HTML has."""
    told = {**(headers or {}), **SECURITY, "Vary": VARY}
    return Response(body, status, told, media_type=f"{Form.HTML}; charset=utf-8")
