"""`GET /v1/search`: the passages or pages that a question is answered from, with their scores."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from index.hit import Hit
from ingest.page import Page
from service.errors import EmptyQuestionError
from service.found import Found
from service.links import Links
from service.questions.question import MAX_CHARACTERS, Question
from service.render.why import reasons
from service.render.wire import Wire
from service.render.wire_found import FoundPageWire, PassageWire, found_page_wire, passage_wire
from service.routes.replies import asker_of, links_of
from service.routes.v1_backing import backing_of
from service.routes.v1_cursor import Listing
from service.routes.v1_filters import Filters, kept
from service.routes.v1_route import BoundedRoute, problems

NO_QUERY = "Say in `q` what to look for: words, or a question in natural language."

router = APIRouter(route_class=BoundedRoute)


class Kind(StrEnum):
    """What is listed."""

    PASSAGES = "passages"
    PAGES = "pages"


class SearchWire(Wire):
    """What was found, best first. `total` counts all that pass the filters, `next` is the cursor of the rest.

    `confidence` is the probability, in [0, 1], that the documentation answers `query`; `language` is the
    query's.
    """

    query: str
    kind: Kind
    language: str
    confidence: float
    generation: int
    total: int
    results: list[Annotated[PassageWire | FoundPageWire, Field(discriminator="type")]]
    next: str | None


@router.get(
    "/v1/search",
    responses=problems(400, 404, 410, 422),
    summary="Search the documentation",
    operation_id="search",
)
def search(
    request: Request,
    q: Annotated[
        str, Query(min_length=1, max_length=MAX_CHARACTERS, pattern=r"\S", examples=["WhatsApp support"])
    ],
    filters: Annotated[Filters, Depends()],
    kind: Kind = Kind.PASSAGES,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> SearchWire:
    """What a question is answered from. Filters choose among the fifty passages that are nearest to it."""
    asker, links = asker_of(request), links_of(request)
    found = asker.find(_question(q))
    listing = Listing(found.generation.info.number, (q, kind, *filters.asked()))
    start = listing.offset(cursor)
    hits = kept(found, filters, backing_of(request).sites)
    results = _results(kind, found, hits, links)
    return SearchWire(
        query=found.question.text,
        kind=kind,
        language=found.query.language,
        confidence=round(found.confidence, 4),
        generation=found.generation.info.number,
        total=len(results),
        results=results[start : start + limit],
        next=listing.cursor(start + limit) if start + limit < len(results) else None,
    )


def _question(text: str) -> Question:
    try:
        return Question.checked(text)
    except EmptyQuestionError as error:
        raise EmptyQuestionError(NO_QUERY) from error


def _results(
    kind: Kind, found: Found, hits: Sequence[tuple[Hit, Page]], links: Links
) -> list[PassageWire | FoundPageWire]:
    if kind is Kind.PAGES:
        return [
            found_page_wire(rank, on_page, page, links)
            for rank, (page, on_page) in enumerate(_by_page(hits), start=1)
        ]
    whys = reasons(found)
    return [
        passage_wire(rank, hit, page, whys[hit.number], links)
        for rank, (hit, page) in enumerate(hits, start=1)
    ]


def _by_page(hits: Sequence[tuple[Hit, Page]]) -> list[tuple[Page, list[Hit]]]:
    """Each page once, in the order of its best hit."""
    pages: dict[str, tuple[Page, list[Hit]]] = {}
    for hit, page in hits:
        pages.setdefault(page.url, (page, []))[1].append(hit)
    return list(pages.values())
