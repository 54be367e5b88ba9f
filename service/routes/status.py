"""Whether the service works, for those who watch over it."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from index.errors import NoIndexError
from service.ask import Asker
from service.status import facts

router = APIRouter()

TOLD = ("source", "pages", "passages", "built_at", "age_seconds", "checked_at", "checked_age_seconds")


@router.get("/healthz")
def healthz(request: Request) -> JSONResponse:
    """The live generation: number, contents, and ages in seconds; 503 while nothing is indexed."""
    asker: Asker = request.app.state.asker
    try:
        info = asker.generation().info
    except NoIndexError as error:
        return JSONResponse({"status": "empty", "detail": str(error)}, status_code=503)
    found = facts(info)
    told = {name: found[name] for name in TOLD}
    return JSONResponse({"status": "ok", "generation": info.number, "unchecked": len(info.unchecked)} | told)
