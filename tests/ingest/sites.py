"""What tests of websites do with a running site: open it as a source, list it, fetch one page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ingest.page import Page
from ingest.source import Listing, Source
from ingest.sources import open_source
from ingest.web.fetcher import FetchLimits
from ingest.web.kept import Answers
from tests.docs_site import DocsSite


@asynccontextmanager
async def opened(
    site: DocsSite, limits: FetchLimits, below: str = "", answers: Answers | None = None
) -> AsyncIterator[Source]:
    """The site as a source."""
    source = open_source(site.url + below, limits=limits, allow_private=True, answers=answers)
    try:
        yield source
    finally:
        await source.aclose()


async def discovered(site: DocsSite, limits: FetchLimits, below: str = "") -> dict[str, Listing]:
    """What the site lists, by path."""
    async with opened(site, limits, below) as source:
        listings = await source.discover()
    assert len({listing.path for listing in listings}) == len(listings)
    return {listing.path: listing for listing in listings}


async def fetched(site: DocsSite, limits: FetchLimits, path: str) -> Page:
    """One page as the source gives it after discovery."""
    async with opened(site, limits) as source:
        listing = next(listing for listing in await source.discover() if listing.path == path)
        found = await source.fetch(listing, None)
    assert found is not None
    return found.page
