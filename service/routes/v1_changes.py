"""`GET /v1/changes`: the pages that were added, changed, moved or removed."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException

from ingest.journal import Change, ChangeKind
from service.errors import TimeError
from service.render.wire import Wire
from service.routes.v1_backing import backing_of
from service.routes.v1_route import BoundedRoute, problems
from service.schedule import moment

NO_JOURNAL = "Nobody keeps a journal of changes here."

SOON = timedelta(microseconds=1)
"""The least time between two moments."""

router = APIRouter(route_class=BoundedRoute)


class ChangeWire(Wire):
    """One thing that happened to a page; `previous` is the URL that a moved page had before, else ""."""

    site: str
    at: datetime
    kind: ChangeKind
    url: str
    title: str
    language: str
    previous: str


class ChangesWire(Wire):
    """Changes, oldest first. What comes after them is asked for with `next` as `since`: now, or later."""

    changes: list[ChangeWire]
    next: datetime
    more: bool


@router.get(
    "/v1/changes",
    responses=problems(422),
    summary="List what changed",
    operation_id="listChanges",
)
def list_changes(
    request: Request,
    since: Annotated[
        str,
        Query(
            max_length=40, description="`7d`, `12h`, or an ISO 8601 time; all if not given.", examples=["7d"]
        ),
    ] = "",
    site: Annotated[str, Query(max_length=100, description="Only of the site of this name.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> ChangesWire:
    """What happened to the pages since then, of all sites."""
    changes = backing_of(request).changes
    if changes is None:
        raise HTTPException(503, NO_JOURNAL)
    start = _moment(since) if since else None
    found = [each for each in changes(start) if site in ("", each[0])]
    shown = _whole(sorted(found, key=lambda each: each[1].at), limit)
    last = shown[-1][1].at + SOON if shown else start or datetime.now(UTC)
    return ChangesWire(changes=list(map(_wire, shown)), next=last, more=len(shown) < len(found))


def _moment(text: str) -> datetime:
    try:
        return moment(text.replace(" ", "+"))  # a plus that was not encoded comes as a space
    except OverflowError as error:
        raise TimeError(f"{text} is too long ago: leave `since` out to have all.") from error


def _whole(changes: list[tuple[str, Change]], limit: int) -> list[tuple[str, Change]]:
    """The first ones, with all that happened at the moment of the last, so that a moment is never cut."""
    if len(changes) <= limit:
        return changes
    last = changes[limit - 1][1].at
    return [each for each in changes if each[1].at <= last]


def _wire(found: tuple[str, Change]) -> ChangeWire:
    site, change = found
    return ChangeWire(
        site=site,
        at=change.at,
        kind=change.kind,
        url=change.url,
        title=change.title,
        language=change.language,
        previous=change.previous,
    )
