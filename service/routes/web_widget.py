"""`/widget.js`: the script that brings the search box to pages of other sites."""

from hashlib import sha256

from fastapi import APIRouter, Request, Response

from service.web.policy import SECURITY
from service.web.widget import widget

KEPT = "public, max-age=300"
"""Its address never changes, so a new version is in use after so long."""

router = APIRouter()


@router.api_route("/widget.js", methods=["GET", "HEAD"], include_in_schema=False)
def widget_script(request: Request) -> Response:
    """The script, which any site may load; 304 for who has it."""
    script = widget()
    tag = f'"{sha256(script.content).hexdigest()[:32]}"'
    headers = {
        "Cache-Control": KEPT,
        "ETag": tag,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": SECURITY["X-Content-Type-Options"],
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(script.content, headers=headers, media_type=f"{script.media_type}; charset=utf-8")
