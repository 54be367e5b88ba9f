"""`/~askdocs/assets/`: styles, scripts and icons, which never change at their address."""

from fastapi import APIRouter, Request, Response

from service.routes.replies import NOT_THERE, text
from service.web.policy import SECURITY
from service.web.templating import ADDRESS, assets

FOR_EVER = "public, max-age=31536000, immutable"

FOR_NOW = "no-cache"
"""Of a page that was made by another version: what there is will have to do, and is not to be kept."""

router = APIRouter()


@router.api_route(f"{ADDRESS}/{{digest}}/{{name}}", methods=["GET", "HEAD"], include_in_schema=False)
def asset(request: Request, digest: str, name: str) -> Response:
    """One file."""
    known = assets()
    if name not in known.files:
        return text(f"There is no file {request.url.path}.\n", "text/plain", 404, NOT_THERE)
    file = known.files[name]
    kept = FOR_EVER if digest == known.digest else FOR_NOW
    headers = {"Cache-Control": kept, "X-Content-Type-Options": SECURITY["X-Content-Type-Options"]}
    return Response(file.content, headers=headers, media_type=f"{file.media_type}; charset=utf-8")
