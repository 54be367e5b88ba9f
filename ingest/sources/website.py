"""A website as a source: the pages that it lists, as the markdown that it serves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.address import Site
from ingest.errors import PageError, SourceError, TransientPageError
from ingest.source import Fetched, Listing, Validators
from ingest.sources.llms_full import LlmsFull
from ingest.sources.page_reader import PageReader, alternates
from ingest.sources.site_contents import ContentsReader, Entry, SiteContents
from ingest.web.fetcher import Fetcher, FetchLimits
from ingest.web.kept import Answers, NoAnswers
from ingest.web.pace import OwnPace, PaceOf
from ingest.web.revalidation import Revalidator
from ingest.web.robots import Robots

LLMS_FULL = "/llms-full.txt"


class Website:
    """All pages of one site that serves its markdown, or at least its web pages.

    `answers` keeps what the site said of itself from one crawl to the next: where its sitemaps did not
    change, they are all that is asked for. `secrets` are headers that a private site wants.
    """

    def __init__(
        self,
        location: str,
        limits: FetchLimits,
        *,
        allow_private: bool = False,
        answers: Answers | None = None,
        secrets: Mapping[str, str] | None = None,
        pace_of: PaceOf = OwnPace.of,
    ) -> None:
        self._site = Site.parse(location)
        self._fetcher = Fetcher(
            self._site, limits, allow_private=allow_private, secrets=secrets, pace_of=pace_of
        )
        self._tables = Revalidator(self._fetcher, answers or NoAnswers())
        self._reader = PageReader(self._site, self._fetcher)
        self._whole: LlmsFull | None = None

    @property
    def location(self) -> str:
        """The site's address, without a slash at its end."""
        return self._site.root.rstrip("/")

    async def discover(self) -> Sequence[Listing]:
        """Every page that the site lists and robots.txt allows, with what its contents say of it."""
        try:
            listings = await self._discover()
        except PageError as error:
            raise SourceError(f"{self.location} cannot be crawled. {error}") from error
        self._tables.keep()
        return listings

    async def _discover(self) -> Sequence[Listing]:
        reader = ContentsReader(self._site, self._fetcher, self._tables)
        contents = await reader.read()
        self._whole = None
        if not contents.entries:
            self._whole = await self._full(contents.site)
            if self._whole:
                return await self._whole.discover()
            contents = await reader.linked(contents)
        if not contents.entries:
            raise SourceError(self._nothing())
        self._reader = PageReader(contents.site, self._fetcher, heads=_tells_more(contents))
        return [self._listing(path, entry, contents) for path, entry in contents.entries.items()]

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page; one that moved comes back under its new address."""
        if self._whole:
            return await self._whole.fetch(listing, known)
        listed_at = listing.last_modified
        if known is not None and listed_at is not None and known.listed_at == listed_at:
            return None
        return await self._reader.read(listing, known)

    def briefing(self) -> str:
        """What its robots.txt says, and what is known of it; "" where one text holds all of its pages."""
        if self._whole:
            return ""
        return json.dumps([self._reader.site.origin, self._reader.heads, self._fetcher.robots.text])

    def brief(self, briefing: str) -> None:
        """Go on as if this had been found out here."""
        origin, heads, robots = json.loads(briefing)
        self._fetcher.robots = Robots.parse(robots)
        self._reader = PageReader(replace(self._site, origin=origin), self._fetcher, heads=heads)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._fetcher.aclose()

    async def _full(self, site: Site) -> LlmsFull | None:
        """The site's llms-full.txt, which holds its pages whole; None where there is none."""

        async def read(url: str) -> str | None:
            response = await self._tables.follow(url)
            return response.text if response.status == 200 and not response.is_html else None

        location = site.url(LLMS_FULL)
        try:
            found = await read(location)
        except TransientPageError:
            raise
        except PageError:
            return None
        return LlmsFull(location, read, base_url=site.root) if found else None

    def _listing(self, path: str, entry: Entry, contents: SiteContents) -> Listing:
        found = tuple(alternates(contents.site, entry.sitemap.translations))
        own = next((twin.language for twin in found if twin.path == path), "")
        return Listing(
            url=contents.site.url(path),
            path=path,
            title=entry.title,
            description=entry.description,
            language=own or contents.language(path, entry),
            last_modified=entry.sitemap.last_modified,
            alternates=tuple(twin for twin in found if twin.path != path),
        )

    def _nothing(self) -> str:
        if not self._fetcher.robots.allows(self._site.root):
            return (
                f"{self.location}: robots.txt disallows every page. Ask the site's owner, or give a folder."
            )
        return (
            f"{self.location} has no pages: neither /sitemap.xml nor /llms.txt lists any, and no link leads"
            " to one. Give the address of the docs site's home page, or a folder with its markdown."
        )


def _tells_more(contents: SiteContents) -> bool:
    """Whether the heads of web pages name translations that no sitemap does."""
    listed = any(entry.sitemap.translations for entry in contents.entries.values())
    return not listed and len({translation.url for translation in contents.home.translations}) > 1
