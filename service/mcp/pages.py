"""Pages by the addresses that agents know them by."""

from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from ingest.page import Page
from ingest.split import split
from service.errors import NoPageError
from service.links import HOME
from service.mcp.served import Served

SCHEME = "askdocs"
SIMILAR = 5
"""How many pages are named where one is missing."""


def page_at(served: Served, address: str) -> Page:
    """The page at a URL, with or without `.md`, a question and a fragment; or at a path, also a former one.

    Raises NoPageError, which names similar pages.
    """
    generation = served.asker.generation()
    known = list(_candidates(address.strip()))
    for candidate in (*known, served.moves.target(known[-1], generation)):
        if page := generation.page(candidate):
            return page
    raise NoPageError(_missing(served, address))


def resource_uri(page: Page) -> str:
    """The page's address as a resource: the same at every transport."""
    return f"{SCHEME}://pages{quote(page.path)}"


def text_within(page: Page, characters: int) -> str:
    """The page's markdown; of a long page, the first passages that fit, and one in any case."""
    if len(page.markdown) <= characters:
        return page.markdown
    end = 0
    for passage in split(page):
        begins = page.markdown.find(passage.markdown, end)
        ends = begins + len(passage.markdown)
        if begins < 0 or (end and ends > characters):
            break
        end = ends
    return page.markdown[:end]


def _candidates(address: str) -> Iterator[str]:
    """What the page may be known by: its URL, then its path."""
    parts = urlsplit(address)
    path = parts.path.removesuffix(".md").rstrip("/")
    bare = "" if path.lower() in {"/index", HOME} else path
    if parts.netloc:
        url = parts._replace(path=bare, query="", fragment="").geturl()
        yield from (url, f"{url}/")
    yield f"/{unquote(bare).lstrip('/')}"


def _missing(served: Served, address: str) -> str:
    similar = served.asker.similar_pages(address.replace("/", " ").replace("-", " "), SIMILAR)
    named = "\n".join(f"- {page.title}: {served.links.markdown(page.url)}" for page in similar)
    return f"The documentation has no page at {address}. Pages with a similar address or topic:\n\n{named}"
