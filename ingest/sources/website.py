"""A website as a source: the pages that its sitemaps or llms.txt list, as the markdown that it serves."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ingest import boilerplate
from ingest.address import Site, folder_path, last_segment
from ingest.discovery import (
    LlmsEntry,
    NotASitemapError,
    Sitemap,
    SitemapEntry,
    html_language,
    parse_llms,
    parse_sitemap,
)
from ingest.errors import PageError, SourceError, TransientPageError
from ingest.fetcher import Fetcher, FetchLimits, Response
from ingest.language import Detector, language_code, pair_by_path, path_language, prose
from ingest.page import Alternate, Page
from ingest.robots import Robots
from ingest.source import Fetched, Listing, Validators
from ingest.title import heading_title

AUTHOR_TEXT_ONLY = "?displayAgentInstructions=false"
MARKDOWN = {"Accept": "text/markdown, text/plain;q=0.9"}
SITEMAPS_MAX = 1_000
"""Sitemaps read of one site: a loop of ever new addresses ends here."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page's sitemap entry, and the language of the variant whose sitemap listed it ("" if unknown)."""

    entry: SitemapEntry
    language: str


class Website:
    """All pages of one site that serves its markdown.

    Pages come from `/sitemap.xml` and the sitemaps that robots.txt names, or from `/llms.txt` where there
    are none. A sitemap that is listed but cannot be read fails the discovery: a part of a site must not
    pass for the whole.
    """

    def __init__(self, location: str, limits: FetchLimits, *, allow_private: bool = False) -> None:
        self._site = Site.parse(location)
        self._fetcher = Fetcher(self._site, limits, allow_private=allow_private)

    @property
    def location(self) -> str:
        """The site's address, without a slash at its end."""
        return self._site.root.rstrip("/")

    async def discover(self) -> Sequence[Listing]:
        """Every page that the site lists and robots.txt allows, with what its contents say of it."""
        try:
            return await self._discover()
        except PageError as error:
            raise SourceError(f"{self.location} cannot be crawled. {error}") from error

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page's markdown; a moved page comes back under its new address."""
        if (
            known is not None
            and listing.last_modified is not None
            and known.listed_at == listing.last_modified
        ):
            return None
        path, response = await self._markdown(listing.path, known)
        if response.status == 304:
            return None
        validators = Validators(response.etag, response.last_modified, listing.last_modified)
        return Fetched(self._page(listing, path, response), validators)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._fetcher.aclose()

    async def _discover(self) -> Sequence[Listing]:
        self._fetcher.robots = await self._robots()
        llms_text = await self._optional_text("/llms.txt")
        llms = dict(self._llms_entries(llms_text))
        listed = {path: Found(SitemapEntry(self._site.url(path)), "") for path in llms}
        found = await self._sitemap_pages() or listed
        allowed = {
            path: page
            for path, page in found.items()
            if self._fetcher.robots.allows(self._addresses(path)[0])
        }
        if not allowed:
            raise SourceError(self._nothing(bool(found)))
        default = await self._default_language(llms_text)
        return pair_by_path(self._listing(path, page, llms, default) for path, page in allowed.items())

    def _nothing(self, forbidden: bool) -> str:
        if forbidden:
            return (
                f"{self.location}: robots.txt disallows every page. Ask the site's owner, or give a folder."
            )
        return (
            f"{self.location} lists no pages: it has neither /sitemap.xml nor /llms.txt with links to it."
            " Give the address of the docs site's home page, or a folder with its markdown."
        )

    async def _robots(self) -> Robots:
        response = await self._fetcher.follow(f"{self._site.origin}/robots.txt")
        if response.url.startswith("https://"):  # the site moved there from http: fetch no page twice
            self._site = replace(self._site, origin=self._site.origin.replace("http://", "https://", 1))
        return Robots.parse(response.text if response.status == 200 and not response.is_html else "")

    async def _optional_text(self, path: str) -> str:
        try:
            response = await self._fetcher.follow(self._site.url(path))
        except TransientPageError:
            raise
        except PageError:
            return ""
        return response.text if response.status == 200 and not response.is_html else ""

    def _llms_entries(self, text: str) -> Iterator[tuple[str, LlmsEntry]]:
        for entry in parse_llms(text):
            path = self._site.path(entry.url)
            if path is not None:  # the home page is linked as /readme.md
                yield folder_path(f"{path}.md".lstrip("/")), entry

    async def _sitemap_pages(self) -> dict[str, Found]:
        """Site path -> sitemap entry, of all sitemaps."""
        roots = (self._site.url("/sitemap.xml"), *self._fetcher.robots.sitemaps)
        pages: dict[str, Found] = {}
        waiting = deque(dict.fromkeys(url for url in roots if self._site.owns(url)))
        seen = set(waiting)
        while waiting:
            url = waiting.popleft()
            sitemap = await self._sitemap(url, required=url not in roots)
            pages |= self._found(url, sitemap)
            new = [child for child in sitemap.children if self._site.owns(child) and child not in seen]
            waiting.extend(new)
            seen.update(new)
            if len(seen) > SITEMAPS_MAX:
                raise SourceError(
                    f"{self.location} has more than {SITEMAPS_MAX} sitemaps: give a folder instead."
                )
        return pages

    async def _sitemap(self, url: str, *, required: bool) -> Sitemap:
        response = await self._fetcher.follow(url)
        problem = f"status {response.status}"
        try:
            if response.status == 200:
                return parse_sitemap(response.body)
        except NotASitemapError as error:
            problem = str(error)
        if required:
            raise SourceError(
                f"The sitemap {url} cannot be read: {problem}. Try again when the site is whole."
            )
        return Sitemap()

    def _found(self, url: str, sitemap: Sitemap) -> dict[str, Found]:
        variant = language_code((self._site.path(url) or "").strip("/").partition("/")[0])
        located = ((self._site.path(entry.url), entry) for entry in sitemap.entries)
        return {path: Found(entry, variant) for path, entry in located if path is not None}

    async def _default_language(self, llms_text: str) -> str:
        home = await self._fetcher.follow(self._site.root, {"Accept": "text/html"})
        return html_language(home.text) or Detector().detect(prose(llms_text), "en")

    def _listing(self, path: str, page: Found, llms: Mapping[str, LlmsEntry], default: str) -> Listing:
        translations = tuple(self._translations(page.entry))
        own = next((twin.language for twin in translations if twin.path == path), "")
        described = llms.get(path, LlmsEntry("", ""))
        return Listing(
            url=self._site.url(path),
            path=path,
            title=described.title,
            description=described.description,
            language=own or path_language(path) or page.language or default,
            last_modified=page.entry.last_modified,
            alternates=tuple(twin for twin in translations if twin.path != path),
        )

    def _translations(self, entry: SitemapEntry) -> Iterator[Alternate]:
        for translation in entry.translations:
            language, path = language_code(translation.tag), self._site.path(translation.url)
            if language and path is not None:
                yield Alternate(language, path)

    async def _markdown(self, path: str, known: Validators | None) -> tuple[str, Response]:
        """The page's final path and its markdown, or the 304 that says that it is still the known one."""
        for _ in range(self._fetcher.limits.redirects + 1):
            response = await self._first_markdown(path, known)
            if not response.location:
                return path, response
            moved = self._site.path(response.location)
            if moved is None:
                raise PageError(f"{self._site.url(path)} moved off the site, to {response.location}.")
            path, known = moved, None
        raise PageError(f"{self._site.url(path)} redirects in circles.")

    async def _first_markdown(self, path: str, known: Validators | None) -> Response:
        problem = ""
        for url in self._addresses(path):
            response = await self._fetcher.get(url, MARKDOWN | _conditions(known))
            if response.location and self._site.path(response.location) != path:
                return response
            problem = _problem(response)
            if not problem:
                return response
        raise PageError(f"{self._site.url(path)}: {problem}.")

    def _addresses(self, path: str) -> tuple[str, ...]:
        """Where a page's markdown may be, likeliest first."""
        own = self._site.url(path)
        if path != "/":
            return (f"{own}.md{AUTHOR_TEXT_ONLY}", own)
        named = (self._site.url(f"/{name}.md") + AUTHOR_TEXT_ONLY for name in ("readme", "index"))
        return (own + AUTHOR_TEXT_ONLY, *named)

    def _page(self, listing: Listing, path: str, response: Response) -> Page:
        markdown = boilerplate.strip(response.text)
        return Page(
            url=self._site.url(path),
            path=path,
            title=heading_title(markdown) or listing.title or last_segment(path),
            description=listing.description,
            language=path_language(path) or listing.language,
            markdown=markdown,
            fetched_at=datetime.now(UTC),
            last_modified=listing.last_modified,
            alternates=listing.alternates,
        )


def _conditions(known: Validators | None) -> dict[str, str]:
    if known is None:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _problem(response: Response) -> str:
    """Why the answer is no page's markdown; "" where it is one."""
    if response.status == 304:
        return ""
    if response.status != 200:
        return f"the site answered {response.status}"
    if response.is_html:
        return "the site gives no markdown of this page, only a web page"
    text = response.text
    if boilerplate.is_not_found(text):
        return "the site says that there is no such page"
    return "" if text.strip() else "the answer is empty"
