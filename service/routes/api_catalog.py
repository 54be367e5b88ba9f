"""The catalogue of what this host offers to programs (RFC 9727), as a set of links (RFC 9264)."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

PROFILE = "https://www.rfc-editor.org/info/rfc9727"
MEDIA_TYPE = f'application/linkset+json; profile="{PROFILE}"'

router = APIRouter()


@router.get("/.well-known/api-catalog", include_in_schema=False)
def api_catalog(request: Request) -> JSONResponse:
    """Where the API is, what describes it to machines and to people, and whether it works."""
    base = (request.app.state.public_url or str(request.base_url)).rstrip("/")
    api = {
        "anchor": f"{base}/",
        "service-desc": [{"href": f"{base}/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": f"{base}/llms.txt", "type": "text/plain"}],
        "status": [{"href": f"{base}/healthz", "type": "application/json"}],
    }
    headers = {"Link": f'<{base}/.well-known/api-catalog>; rel="api-catalog"'}
    return JSONResponse({"linkset": [api]}, headers=headers, media_type=MEDIA_TYPE)
