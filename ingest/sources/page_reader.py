"""Reads one page of a website: its markdown, or else the main content of its HTML, at its present address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ingest import boilerplate, webpage
from ingest.address import Site, last_segment
from ingest.errors import DeferredPageError, PageError, PageGoneError, TransientPageError
from ingest.language import language_code, path_language
from ingest.page import Alternate, Page
from ingest.source import Fetched, Listing, Validators
from ingest.title import heading_title
from ingest.web.contents import Translation
from ingest.web.fetcher import Fetcher
from ingest.web.response import Response
from ingest.web.revalidation import conditions
from ingest.webpage import WebPage

AUTHOR_TEXT_ONLY = "?displayAgentInstructions=false"
MARKDOWN = {"Accept": "text/markdown, text/plain;q=0.9"}
HTML = {"Accept": "text/html"}
GONE = frozenset({404, 410})
NOTHING = WebPage()
"""What is known where no web page was read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path: the markdown, the answer that it came with, and the web page, if that was read.

    What is `provisional` is good enough for now, and asked for again the next time.
    """

    path: str
    markdown: str
    response: Response
    web: WebPage | None = None
    provisional: bool = False


class _MovedError(Exception):
    """The page has another address now."""

    def __init__(self, path: str) -> None:
        self.path = path


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads the pages of `site`.

    With `heads`, each page's HTML is asked for too: its head names the page's translations, canonical address
    and description, which the site says nowhere else.
    """

    site: Site
    fetcher: Fetcher
    heads: bool = False

    async def read(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page; None where the copy fetched with `known` is still right.

        Raises PageGoneError where the site says that there is none, PageError where it cannot be had.
        """
        found = await self._followed(listing.path, known)
        if found is None:
            return None
        found = await self._with_head(found)
        if canonical := self._canonical(found):
            found = await self._at_canonical(canonical, found)
        return Fetched(self._page(listing, found), _validators(listing, found))

    async def _followed(self, path: str, known: Validators | None) -> Found | None:
        for _ in range(self.fetcher.limits.redirects + 1):
            try:
                return await self._text(path, known)
            except _MovedError as moved:
                path, known = moved.path, None
        raise PageError(self.site.url(path), "redirects in circles, or without end")

    async def _text(self, path: str, known: Validators | None) -> Found | None:
        try:
            return await self._markdown(path, known)
        except DeferredPageError:
            raise
        except TransientPageError:
            if known is not None:  # the stored copy is better than what a web page gives
                raise
            return replace(await self._html(path, None), provisional=True)
        except PageError as problem:
            return await self._html(path, problem)

    async def _markdown(self, path: str, known: Validators | None) -> Found | None:
        problem = PageError(path, "")
        for url in self.addresses(path):
            response = await self._get(path, url, MARKDOWN | _conditions(known))
            if response.status == 304:
                return None
            cause = _problem(response)
            if not cause:
                return Found(path, boilerplate.strip(response.text), response)
            kind = PageGoneError if _is_gone(response) else PageError
            problem = kind(self.site.url(path), cause)
        raise problem

    async def _html(self, path: str, problem: PageError | None) -> Found:
        """The page from its HTML; where that fails too, the problem with its markdown is what is told."""
        try:
            response = await self._get(path, self.site.url(path), HTML)
        except PageError as error:
            raise problem or error from error
        if response.status == 200 and response.is_html:
            url = self.site.url(path)
            markdown = boilerplate.strip(webpage.markdown(response.text, url))
            has_body = "\n" in markdown  # below the title, which every web page has
            if has_body and not boilerplate.is_not_found(markdown):
                # The validators of the web page say nothing of the markdown that is asked for the next time.
                bare = replace(response, etag="", last_modified="")
                return Found(path, markdown, bare, webpage.read(response.text, url))
        raise problem or PageError(self.site.url(path), f"the site answered {response.status}")

    async def _get(self, path: str, url: str, headers: dict[str, str]) -> Response:
        """The answer, through a redirect to another spelling of the path; one to another page is raised."""
        response = await self.fetcher.get(url, headers)
        if not response.location:
            return response
        moved = self.site.path(response.location)
        if moved is None:
            raise PageError(self.site.url(path), f"it moved off the site, to {response.location}")
        if moved != path:
            raise _MovedError(moved)
        return await self.fetcher.get(response.location, headers)

    async def _with_head(self, found: Found) -> Found:
        if not self.heads or found.web:
            return found
        url = self.site.url(found.path)
        try:
            response = await self.fetcher.follow(url, HTML)
        except TransientPageError:
            return replace(found, provisional=True)
        except PageError:
            return found
        return replace(found, web=webpage.read(response.text, url)) if response.is_html else found

    def _canonical(self, found: Found) -> str:
        """The site path that the page calls its own, if it is another one; the home page is nobody else's."""
        named = found.response.canonical or (found.web.canonical if found.web else "")
        path = self.site.path(named) if named else None
        return path if path and path not in ("/", found.path) else ""

    async def _at_canonical(self, path: str, found: Found) -> Found:
        try:
            other = await self._followed(path, None)
            return await self._with_head(other) if other else found
        except PageError:  # an address that leads nowhere is the author's slip: the page is here
            return found

    def addresses(self, path: str) -> tuple[str, ...]:
        """Where a page's markdown may be, likeliest first."""
        own = self.site.url(path)
        if path != "/":
            return (f"{own}.md{AUTHOR_TEXT_ONLY}", own)
        named = (self.site.url(f"/{name}.md") + AUTHOR_TEXT_ONLY for name in ("readme", "index"))
        return (own + AUTHOR_TEXT_ONLY, *named)

    def _page(self, listing: Listing, found: Found) -> Page:
        web = found.web or NOTHING
        hreflang = listing.language if listing.alternates else ""
        return Page(
            url=self.site.url(found.path),
            path=found.path,
            title=heading_title(found.markdown) or listing.title or web.title or last_segment(found.path),
            description=listing.description or web.description,
            language=path_language(found.path) or hreflang or web.language or listing.language,
            markdown=found.markdown,
            fetched_at=datetime.now(UTC),
            last_modified=listing.last_modified or _moment(found.response.last_modified),
            alternates=listing.alternates
            or tuple(twin for twin in alternates(self.site, web.translations) if twin.path != found.path),
        )


def alternates(site: Site, translations: Iterable[Translation]) -> Iterator[Alternate]:
    """The pages of the site that `hreflang` links name; the page that has the links may be among them."""
    for translation in translations:
        language, path = language_code(translation.tag), site.path(translation.url)
        if language and path is not None:
            yield Alternate(language, path)


def _validators(listing: Listing, found: Found) -> Validators:
    if found.provisional:
        return Validators()
    return Validators(found.response.etag, found.response.last_modified, listing.last_modified)


def _conditions(known: Validators | None) -> dict[str, str]:
    return conditions(known.etag, known.last_modified) if known else {}


def _problem(response: Response) -> str:
    """Why the answer is no page's markdown; "" where it is one."""
    if response.status != 200:
        return f"the site answered {response.status}"
    if not response.is_text:
        return "the answer is no text"
    if response.is_html:
        return "the site gives no markdown of this page, only a web page that has no text"
    if boilerplate.is_not_found(response.text):
        return "the site says that there is no such page"
    return "" if boilerplate.strip(response.text).strip() else "the answer is empty"


def _is_gone(response: Response) -> bool:
    return response.status in GONE or (response.status == 200 and boilerplate.is_not_found(response.text))


def _moment(text: str) -> datetime | None:
    """The moment in a `Last-Modified` header."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
