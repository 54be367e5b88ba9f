"""The webhook: a client with the key starts a sync when it knows that pages changed."""

from secrets import compare_digest
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from service.http.access import opens
from service.keys import Scope
from service.routes.v1_route import Responses, problems
from service.starter import SyncStarter

NO_KEY = "No key is set, so nobody may start a sync: set ASKDOCS_SYNC_KEY and start the service again."
WRONG_KEY = "Send the key that this service was started with: Authorization: Bearer KEY."

REFUSED: Responses = problems(404, 422)

router = APIRouter()


class SyncWire(BaseModel):
    """Whether it runs, or waits for one that runs."""

    status: Literal["started", "queued"]


@router.post(
    "/v1/sync",
    status_code=202,
    response_model=SyncWire,
    responses=REFUSED,
    summary="Start a sync",
    operation_id="startSync",
)
def sync(request: Request, site: str | None = None) -> dict[str, str]:
    """Start a sync of all sites, or of the one named `site`, in the background; its body is not read."""
    starter: SyncStarter | None = request.app.state.starter
    administers = opens(request.scope, Scope.ADMIN)
    if starter is None or not (starter.key or administers):
        raise HTTPException(403, NO_KEY)
    if not administers and not _is_key(request.headers.get("authorization", ""), starter.key):
        raise HTTPException(401, WRONG_KEY, {"WWW-Authenticate": "Bearer"})
    if site is not None and site not in starter.sites:
        known = ", ".join(starter.sites) or "none: leave `site` out"
        raise HTTPException(404, f"There is no site of that name. Sites: {known}.")
    return {"status": starter.start(site)}


def _is_key(authorization: str, key: str) -> bool:
    scheme, _, sent = authorization.partition(" ")
    return scheme.lower() == "bearer" and compare_digest(sent.strip().encode(), key.encode())
