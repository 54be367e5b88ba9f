"""The documentation's pages as resources: a paged list, and each page whole."""

from itertools import islice

import mcp_types as types
from mcp import MCPError

from ingest.page import Page
from service.errors import NoPageError
from service.mcp.pages import SCHEME, page_at, resource_uri
from service.mcp.served import Served

LISTED = 100
"""How many pages stand in one part of the list."""

MARKDOWN = "text/markdown"

TEMPLATE = types.ResourceTemplate(
    name="page",
    title="A page of the documentation",
    uri_template=f"{SCHEME}://pages/{{+path}}",
    description="The markdown of the page at this path.",
    mime_type=MARKDOWN,
)


def listed(served: Served, cursor: str | None) -> types.ListResourcesResult:
    """The part of the list that begins at a cursor, which says of which index and at which page.

    Raises MCPError for a cursor that is not one of the live index.
    """
    generation = served.asker.generation()
    begin = _begin(cursor, generation.info.number)
    found = list(islice(generation.pages(), begin, begin + LISTED + 1))
    after = f"{generation.info.number}.{begin + LISTED}" if len(found) > LISTED else None
    return types.ListResourcesResult(resources=list(map(_resource, found[:LISTED])), next_cursor=after)


def read(served: Served, uri: str) -> types.ReadResourceResult:
    """A page's markdown. Raises MCPError where there is no such page."""
    try:
        page = page_at(served, uri)
    except NoPageError as error:
        raise MCPError(types.INVALID_PARAMS, str(error), {"uri": uri}) from error
    contents = types.TextResourceContents(uri=uri, mime_type=MARKDOWN, text=page.markdown)
    return types.ReadResourceResult(contents=[contents])


def _begin(cursor: str | None, generation: int) -> int:
    if cursor is None:
        return 0
    number, _, begin = cursor.partition(".")
    if number != str(generation) or not begin.isdecimal():
        told = "This cursor is none of the present index, which may be new: list from the beginning."
        raise MCPError(types.INVALID_PARAMS, told)
    return int(begin)


def _resource(page: Page) -> types.Resource:
    modified = page.last_modified.isoformat() if page.last_modified else None
    return types.Resource(
        uri=resource_uri(page),
        name=page.path,
        title=page.title,
        description=page.description or None,
        mime_type=MARKDOWN,
        size=len(page.markdown.encode()),
        annotations=types.Annotations(last_modified=modified) if modified else None,
    )
