"""A part of a source: the pages that a site's owner wants, by path and language."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ingest.address import page_path
from ingest.errors import PageError, SourceError
from ingest.language import language_code
from ingest.source import Fetched, Listing, SharedSource, Source, Validators

ANY = "(?:/[^/]+)*"


def matches(path: str, pattern: str) -> bool:
    """Whether a site path matches a pattern: `*` stands for anything within one segment, `**` for any number
    of segments, none included. So `/en/**` is everything below `/en` and `/en` itself.
    """
    return _compiled(pattern).fullmatch(path.rstrip("/")) is not None


class Selected:
    """The pages of another source whose path matches one of `include` and none of `exclude`.

    Without `include`, every path that is not excluded is kept. `languages` (ISO 639-1) keeps pages in these
    languages, and those whose language the source does not say; empty, it keeps all. Only pages that are
    kept are named as translations.
    """

    def __init__(
        self,
        source: Source,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        *,
        languages: Sequence[str] = (),
    ) -> None:
        self._source = source
        self._include = tuple(include)
        self._exclude = tuple(exclude)
        self._languages = frozenset(language_code(language) or language for language in languages)

    @property
    def location(self) -> str:
        """What the user named: the whole source."""
        return self._source.location

    async def discover(self) -> Sequence[Listing]:
        """The wanted pages of the source. Raises SourceError where there are none."""
        listings = await self._source.discover()
        kept = [listing for listing in listings if self._wants(listing)]
        if not kept:
            raise SourceError(
                f"{self.location} lists {len(listings)} pages, but none that {self._asked}:"
                " change or leave out these settings."
            )
        paths = {listing.path for listing in kept}
        return [
            replace(listing, alternates=tuple(twin for twin in listing.alternates if twin.path in paths))
            for listing in kept
        ]

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """As the source's. Raises PageError, too, for a page that moved to an address that is not wanted."""
        fetched = await self._source.fetch(listing, known)
        if fetched is not None and not self._wants_path(fetched.page.path):
            raise PageError(listing.url, f"it moved to {fetched.page.path}, which is left out by its path")
        return fetched

    def briefing(self) -> str:
        """As the source's; "" where it has none."""
        return self._source.briefing() if isinstance(self._source, SharedSource) else ""

    def brief(self, briefing: str) -> None:
        """As the source."""
        if isinstance(self._source, SharedSource):
            self._source.brief(briefing)

    async def aclose(self) -> None:
        """Close the source."""
        await self._source.aclose()

    def _wants(self, listing: Listing) -> bool:
        spoken = not self._languages or not listing.language or listing.language in self._languages
        return spoken and self._wants_path(listing.path)

    def _wants_path(self, path: str) -> bool:
        included = not self._include or any(matches(path, pattern) for pattern in self._include)
        return included and not any(matches(path, pattern) for pattern in self._exclude)

    @property
    def _asked(self) -> str:
        """The settings in words."""
        include = f"matches {' or '.join(self._include)}" if self._include else ""
        exclude = f"does not match {' or '.join(self._exclude)}" if self._exclude else ""
        spoken = f"is in {' or '.join(sorted(self._languages))}" if self._languages else ""
        return " and ".join(filter(None, (include, exclude, spoken))) or "it can give"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    segments = page_path(pattern.strip()).strip("/").split("/")
    parts = [_segment(segment) for segment in segments if segment]
    merged = (
        part for part, before in zip(parts, ["", *parts], strict=False) if part != before or part != ANY
    )
    return re.compile("".join(merged), re.DOTALL)


def _segment(segment: str) -> str:
    if segment == "**":
        return ANY
    return "/" + "[^/]*".join(re.escape(literal) for literal in re.split(r"\*+", segment))
