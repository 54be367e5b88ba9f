"""For those who run the service: whether it may be sent requests, and its figures."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from index.errors import NoIndexError, StoreError
from service.metrics import Metrics

router = APIRouter()


@router.get("/readyz", include_in_schema=False)
def readyz(request: Request) -> JSONResponse:
    """200 where questions can be answered; 503 and why not, where nothing is indexed or can be read."""
    try:
        number = request.app.state.asker.generation().info.number
    except (NoIndexError, StoreError) as error:
        headers = {"Cache-Control": "no-store", "Retry-After": "5"}
        return JSONResponse({"status": "unready", "detail": str(error)}, 503, headers)
    return JSONResponse({"status": "ready", "generation": number}, headers={"Cache-Control": "no-store"})


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """The figures of all workers, for Prometheus."""
    told: Metrics = request.app.state.metrics
    return Response(told.text(), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
