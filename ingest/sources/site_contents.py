"""What a website says that it has: in robots.txt, sitemaps, site index, llms.txt, and else in its links."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from posixpath import splitext
from urllib.parse import urlsplit

from ingest import webpage
from ingest.address import Site, folder_path
from ingest.errors import PageError, SourceError, TransientPageError
from ingest.language import Detector, language_code, path_language, prose
from ingest.web.contents import (
    LlmsEntry,
    NotASitemapError,
    Sitemap,
    SitemapEntry,
    parse_llms,
    parse_sitemap,
)
from ingest.web.fetcher import Fetcher
from ingest.web.response import Response
from ingest.web.revalidation import Revalidator
from ingest.web.robots import Robots
from ingest.web.site_index import IndexedPage, parse_site_index
from ingest.webpage import WebPage

HTML = {"Accept": "text/html"}
SITEMAPS_MAX = 1_000
"""Sitemaps read of one site: a loop of ever new addresses ends here."""

LINKED_MAX = 5_000
"""Web pages read for their links, on a site that has no list of its pages."""

ROBOTS_AGE = timedelta(hours=24)
"""How long a robots.txt may be used before it is asked for again (RFC 9309, section 2.4)."""

FOREVER = timedelta(days=36_500)
PAGE_ENDINGS = frozenset({"", ".md", ".html", ".htm"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What the tables of contents say of one page; `variant` is the path of the sitemap that lists it."""

    sitemap: SitemapEntry
    variant: str = ""
    title: str = ""
    description: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class SiteContents:
    """All pages by site path, and what the home pages say.

    `languages` holds the language of each variant whose prefix does not name it, by that prefix, the default
    variant's under "". `home` is the default variant's web page.
    """

    site: Site
    entries: Mapping[str, Entry]
    languages: Mapping[str, str]
    home: WebPage

    def language(self, path: str, entry: Entry) -> str:
        """The language of a page by what the tables of contents say."""
        prefix = language_code(entry.variant.strip("/").partition("/")[0])
        variant = self.languages.get(entry.variant, self.languages[""])
        return entry.language or path_language(path) or prefix or variant


@dataclass(slots=True)
class ContentsReader:
    """Reads the tables of contents of `site`.

    What the site sent the last time is asked for on condition that it changed; where no sitemap did, nothing
    else is asked for. A sitemap that is listed but cannot be read fails the reading: a part of a site must
    not pass for the whole. Raises PageError and SourceError.
    """

    site: Site
    fetcher: Fetcher
    tables: Revalidator
    linked_max: int = LINKED_MAX
    _age: timedelta = field(default=timedelta(0))

    async def read(self) -> SiteContents:
        """Everything that the site lists and robots.txt allows."""
        await self._read_robots()
        sitemaps = await self._sitemap_entries()
        self._age = FOREVER if sitemaps and not self.tables.changed else timedelta(0)
        llms = await self._optional("/llms.txt")
        indexed = self._index_entries(await self._optional("/~gitbook/site-index"))
        described = self._llms_entries(llms)
        entries = _merged(sitemaps, indexed, described)
        home = await self._web_page("/")
        languages = await self._languages(entries, home, llms)
        return SiteContents(self.site, self._allowed(entries), languages, home)

    async def linked(self, listed: SiteContents) -> SiteContents:
        """Everything that links lead to from the home page on: the last resort where nothing is listed."""
        return replace(listed, entries=await self._linked())

    async def _read_robots(self) -> None:
        response = await self.tables.recent(f"{self.site.origin}/robots.txt", ROBOTS_AGE)
        parts = urlsplit(response.url)  # the site moved from http, or to www.: fetch no page twice
        self.site = replace(self.site, origin=f"{parts.scheme}://{parts.netloc}")
        said = response.text if response.status == 200 and not response.is_html else ""
        self.fetcher.robots = Robots.parse(said)

    async def _optional(self, path: str) -> str:
        """A text that a site may have; "" where it has none."""
        try:
            response = await self.tables.recent(self.site.url(path), self._age)
        except TransientPageError:
            raise
        except PageError:
            return ""
        return response.text if response.status == 200 and not response.is_html else ""

    async def _sitemap_entries(self) -> dict[str, Entry]:
        """Of all sitemaps, by site path."""
        roots = (self.site.url("/sitemap.xml"), *self.fetcher.robots.sitemaps)
        entries: dict[str, Entry] = {}
        waiting = deque(dict.fromkeys(url for url in roots if self.site.owns(url)))
        seen = set(waiting)
        while waiting:
            url = waiting.popleft()
            sitemap = await self._sitemap(url, required=url not in roots)
            entries |= self._of_sitemap(url, sitemap)
            new = [child for child in sitemap.children if self.site.owns(child) and child not in seen]
            if len(seen) + len(new) > SITEMAPS_MAX:
                raise SourceError(
                    f"{self.site.root} lists more than {SITEMAPS_MAX} sitemaps, or a loop of them."
                    " Give the address of one language or section."
                )
            seen.update(new)
            waiting.extend(new)
        return entries

    async def _sitemap(self, url: str, required: bool) -> Sitemap:
        if not self.fetcher.robots.allows(url):
            return Sitemap()
        response = await self.tables.follow(url)
        problem = f"the site answered {response.status}"
        try:
            if response.status == 200:
                return parse_sitemap(response.body)
        except NotASitemapError as error:
            problem = str(error)
            required = required or not response.is_html
        if required:
            raise SourceError(
                f"The sitemap {url} cannot be read: {problem}. Try again when the site is whole."
            )
        return Sitemap()

    def _of_sitemap(self, url: str, sitemap: Sitemap) -> dict[str, Entry]:
        variant = (self.site.path(url) or "").rpartition("/")[0]
        located = ((self.site.path(entry.url), entry) for entry in sitemap.entries)
        return {path: Entry(entry, variant) for path, entry in located if path is not None}

    def _llms_entries(self, text: str) -> dict[str, Entry]:
        located = ((self._listed_path(entry), entry) for entry in parse_llms(text))
        return {
            path: Entry(SitemapEntry(self.site.url(path)), title=entry.title, description=entry.description)
            for path, entry in located
            if path is not None
        }

    def _listed_path(self, entry: LlmsEntry) -> str | None:
        """The site path; the home page is linked as /readme.md, and files may be linked beside pages."""
        path = self.site.path(entry.url)
        if path is None or not _is_page(urlsplit(entry.url).path):
            return None
        return folder_path(f"{path}.md".lstrip("/"))

    def _index_entries(self, text: str) -> dict[str, Entry]:
        located = ((self.site.path(page.pathname), page) for page in parse_site_index(text))
        return {path: self._indexed(path, page) for path, page in located if path is not None}

    def _indexed(self, path: str, page: IndexedPage) -> Entry:
        own = SitemapEntry(self.site.url(path))
        language = language_code(page.language)
        return Entry(own, title=page.title, description=page.description, language=language)

    async def _web_page(self, path: str) -> WebPage:
        """What the web page at a path says of itself; nothing where there is none."""
        url = self.site.url(path)
        try:
            response = await self.tables.recent(url, self._age, HTML)
        except TransientPageError:
            raise
        except PageError:
            return webpage.read("", url)
        return webpage.read(response.text if response.is_html else "", url)

    async def _languages(self, entries: Mapping[str, Entry], home: WebPage, llms: str) -> dict[str, str]:
        found = {"": home.language or Detector().detect(prose(llms), "en")}
        for variant in sorted({entry.variant for entry in entries.values()} - {""}):
            if not language_code(variant.strip("/").partition("/")[0]):
                found[variant] = (await self._web_page(variant)).language or found[""]
        return found

    async def _linked(self) -> dict[str, Entry]:
        """The pages that links lead to, from the home page on."""
        waiting = deque(["/"])
        seen = {"/"}
        found: dict[str, Entry] = {}
        while waiting:
            if len(found) >= self.linked_max:
                raise SourceError(
                    f"{self.site.root} lists its pages nowhere, and links to more than {self.linked_max}."
                    " Give the address of one section, or a folder with the site's markdown."
                )
            path = waiting.popleft()
            page = await self._linked_page(path)
            self.tables.keep()  # thousands of web pages are not held in memory
            if page is None:
                continue
            found[path] = Entry(SitemapEntry(self.site.url(path)), title=page.title, language=page.language)
            paths = (self.site.path(link) for link in page.links if _is_page(urlsplit(link).path))
            new = [other for other in dict.fromkeys(paths) if other is not None and other not in seen]
            seen.update(new)
            waiting.extend(new)
        return found

    async def _linked_page(self, path: str) -> WebPage | None:
        url = self.site.url(path)
        try:
            response = await self.tables.follow(url, HTML)
        except TransientPageError:
            raise
        except PageError:
            return None
        at_home = self.site.path(response.url) == path
        return webpage.read(response.text, url) if _is_web_page(response) and at_home else None

    def _allowed(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """The entries that robots.txt lets us fetch."""
        allows = self.fetcher.robots.allows
        return {path: entry for path, entry in entries.items() if allows(self.site.url(path))}


def _merged(*tables: Mapping[str, Entry]) -> dict[str, Entry]:
    """One entry a path: the sitemap's word, with what other tables say beside it."""
    merged: dict[str, Entry] = {}
    for table in tables:
        for path, entry in table.items():
            first = merged.setdefault(path, entry)
            merged[path] = replace(
                first,
                title=first.title or entry.title,
                description=first.description or entry.description,
                language=first.language or entry.language,
            )
    return merged


def _is_page(path: str) -> bool:
    """Whether an address may lead to a page, and not to a picture or an archive."""
    return "~gitbook" not in path and splitext(path)[1].lower() in PAGE_ENDINGS


def _is_web_page(response: Response) -> bool:
    return response.status == 200 and response.is_html
