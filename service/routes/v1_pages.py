"""`GET /v1/pages` and `GET /v1/pages/{path}`: the pages of the live index."""

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.exceptions import HTTPException

from service.links import HOME
from service.render.page_wire import PageWire, page_wire
from service.render.wire import Wire
from service.render.wire_found import PageEntry, page_entry
from service.routes.replies import asker_of, links_of
from service.routes.v1_cursor import Listing
from service.routes.v1_route import BoundedRoute, problems

NO_PAGE = "There is no page at {path}. GET /v1/pages lists those that there are, GET /v1/search finds some."

router = APIRouter(route_class=BoundedRoute)


class PagesWire(Wire):
    """Pages in the order of the index; `next` is the cursor of the rest."""

    generation: int
    pages: list[PageEntry]
    next: str | None


@router.get(
    "/v1/pages",
    responses=problems(400, 410, 422),
    summary="List the pages",
    operation_id="listPages",
)
def list_pages(
    request: Request,
    language: Annotated[str, Query(max_length=35, description="Only pages in it (ISO 639-1).")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> PagesWire:
    """All pages, or those in one language."""
    generation, links = asker_of(request).generation(), links_of(request)
    listing = Listing(generation.info.number, ("pages", language))
    start = listing.offset(cursor)
    pages = (page for page in generation.pages() if language in ("", page.language))
    shown = list(islice(pages, start, start + limit + 1))
    return PagesWire(
        generation=generation.info.number,
        pages=[page_entry(page, links) for page in shown[:limit]],
        next=listing.cursor(start + limit) if len(shown) > limit else None,
    )


@router.get(
    "/v1/pages/{path:path}",
    responses=problems(404, 422),
    summary="Read a page",
    operation_id="readPage",
)
def read_page(
    request: Request,
    path: Annotated[str, Path(examples=["en/administration-and-configuration/billing/support"])],
) -> PageWire:
    """A page's markdown, as its author wrote it, with what is known of it."""
    bare = path.removesuffix(".md").strip("/")
    address = "/" if f"/{bare}" == HOME else f"/{bare}"
    page = asker_of(request).generation().page(address)
    if page is None:
        raise HTTPException(404, NO_PAGE.format(path=address))
    return page_wire(page, links_of(request))
