"""Whether the service works, for those who watch over it."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from index.errors import NoIndexError
from service.ask import Asker

router = APIRouter()


@router.get("/healthz")
def healthz(request: Request) -> JSONResponse:
    """The live generation: number, contents, and age in seconds; 503 while nothing is indexed."""
    asker: Asker = request.app.state.asker
    try:
        info = asker.generation().info
    except NoIndexError as error:
        return JSONResponse({"status": "empty", "detail": str(error)}, status_code=503)
    return JSONResponse(
        {
            "status": "ok",
            "generation": info.number,
            "source": info.source,
            "pages": dict(info.pages),
            "passages": dict(info.passages),
            "built_at": info.built_at.isoformat(),
            "age_seconds": round((datetime.now(UTC) - info.built_at).total_seconds()),
        }
    )
