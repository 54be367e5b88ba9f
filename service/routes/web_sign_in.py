"""`/~askdocs/sign-in`: a person types the key once, and their browser sends it from then on; or no more."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from service.http.cookie_key import COOKIE, SIGN_IN, SIGN_OUT, cookie_key
from service.keys import KeyRing, Scope
from service.routes.replies import NOT_THERE
from service.routes.web_preferences import FOREIGN
from service.routes.web_replies import frame_of, html_page
from service.web.policy import is_foreign, local_path
from service.web.sign_in_view import SignInView

A_WEEK_S = 7 * 24 * 3600

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": NOT_THERE}

router = APIRouter()


@router.get(SIGN_IN, include_in_schema=False)
def form(
    request: Request,
    back: Annotated[str, Query(max_length=4096)] = "/",
    lacking: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The form; `lacking` is what the key that the reader has does not open."""
    ring: KeyRing | None = request.app.state.keys
    sent = cookie_key(request.scope)
    key = ring.known(sent) if ring and sent else None
    view = SignInView(
        local_path(back),
        lacking=lacking,
        name=key.name if key else "",
        shows_insights=key is not None and Scope.ADMIN in key.scopes,
    )
    return _shown(request, view)


@router.post(SIGN_IN, include_in_schema=False)
def sign_in(
    request: Request,
    key: Annotated[str, Form(max_length=200)] = "",
    back: Annotated[str, Form(max_length=4096)] = "/",
) -> Response:
    """Keep the key in a cookie, if it is one of ours, and go back."""
    if is_foreign(request.headers):
        raise HTTPException(403, FOREIGN)
    ring: KeyRing | None = request.app.state.keys
    sent = key.strip()
    if ring is None or ring.known(sent) is None:
        return _shown(request, SignInView(local_path(back), is_wrong=True), 401)
    response = RedirectResponse(local_path(back), 303, HEADERS)
    secure = request.url.scheme == "https" or request.app.state.public_url.startswith("https:")
    response.set_cookie(COOKIE, sent, A_WEEK_S, secure=secure, httponly=True, samesite="strict")
    return response


@router.post(SIGN_OUT, include_in_schema=False)
def sign_out(request: Request) -> Response:
    """Forget the key."""
    if is_foreign(request.headers):
        raise HTTPException(403, FOREIGN)
    response = RedirectResponse("/", 303, HEADERS)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def _shown(request: Request, view: SignInView, status: int = 200) -> Response:
    return html_page("sign_in.html", frame_of(request), view, status, HEADERS)
