"""The webhook: a client with the key starts a sync when it knows that pages changed."""

from secrets import compare_digest

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from service.starter import SyncStarter

NO_KEY = "No key is set, so nobody may start a sync: set ASKDOCS_SYNC_KEY and start the service again."
WRONG_KEY = "Send the key that this service was started with: Authorization: Bearer KEY."

router = APIRouter()


@router.post("/v1/sync")
def sync(request: Request, site: str | None = None) -> Response:
    """Start a sync of all sites, or of the one named `site`, in the background; its body is not read."""
    starter: SyncStarter | None = request.app.state.starter
    if starter is None or not starter.key:
        return _problem(403, "Forbidden", NO_KEY)
    if not _is_key(request.headers.get("authorization", ""), starter.key):
        return _problem(401, "Unauthorized", WRONG_KEY)
    if site is not None and site not in starter.sites:
        known = ", ".join(starter.sites) or "none: leave `site` out"
        return _problem(404, "Not Found", f"There is no site of that name. Sites: {known}.")
    return JSONResponse({"status": starter.start(site)}, status_code=202)


def _is_key(authorization: str, key: str) -> bool:
    scheme, _, sent = authorization.partition(" ")
    return scheme.lower() == "bearer" and compare_digest(sent.strip().encode(), key.encode())


def _problem(status: int, title: str, detail: str) -> Response:
    """An error as RFC 9457 has it."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
