"""`/~askdocs/preferences`: keeps how a reader wants the interface, and goes back to where they were."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from service.web.policy import is_foreign, local_path
from service.web.preferences import INTERFACE_COOKIE, THEME_COOKIE, Theme
from service.web.texts import interfaces

A_YEAR_S = 365 * 24 * 3600

FOREIGN = "Another site sent this form: open the page here and try again."

router = APIRouter()


@router.post("/~askdocs/preferences", include_in_schema=False)
def keep_preferences(
    request: Request,
    back: Annotated[str, Form(max_length=4096)] = "/",
    interface: Annotated[str, Form(max_length=35)] = "",
    theme: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep what was sent, of what there is."""
    if is_foreign(request.headers):
        raise HTTPException(403, FOREIGN)
    response = RedirectResponse(local_path(back), 303, headers={"Cache-Control": "no-store"})
    chosen = {}
    if interface in interfaces():
        chosen[INTERFACE_COOKIE] = interface
    if theme in set(Theme):
        chosen[THEME_COOKIE] = theme
    for name, value in chosen.items():
        response.set_cookie(name, value, A_YEAR_S, httponly=True, samesite="lax")
    return response
