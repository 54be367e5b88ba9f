"""An `llms-full.txt` as a source: all pages of a site out of one file, or a few, on disk or on the web."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from anyio import to_thread

from ingest.address import SAFE, Site, last_segment, page_path
from ingest.errors import PageError, SourceError
from ingest.language import Detector, path_language, prose
from ingest.page import Page
from ingest.source import Fetched, Listing, Validators
from ingest.sources.full_text import FullPage, next_file, pages_of, slugs
from ingest.web.fetcher import Fetcher
from ingest.web.robots import Robots

NAME = "llms-full.txt"
FILES_MAX = 1_000
FILE_SIZE_MAX = 200 * 1024 * 1024
GONE = frozenset({404, 410})
SAMPLED_CHARACTERS = 2_000
TELLING = 60
"""Characters: a shorter text is in the language of most pages, whatever its few words look like."""

SPOKEN_SHARE = 0.05
"""A language in which fewer of the pages seem to be is a mistake of the detector's."""

Read = Callable[[str], Awaitable[str | None]]
"""The text of the file at an address; None where there is none. Raises PageError or SourceError."""


class LlmsFull:
    """All pages of an `llms-full.txt` and of the files that it goes on in.

    A page whose address the file does not give has the path that its title makes and, having no address,
    that path as its URL. A path names the language of its page; of the others, each text tells. `base_url`
    completes relative addresses. `read` gives the files, `location` being the first one's address.
    """

    def __init__(
        self,
        location: str,
        read: Read,
        *,
        base_url: str = "",
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._location = location
        self._read = read
        self._site = Site.parse(base_url) if base_url else None
        self._close = close
        self._pages: Mapping[str, FullPage] = {}

    @classmethod
    def in_file(cls, file: Path, *, base_url: str = "") -> "LlmsFull":
        """The pages of a file on disk."""
        file = file.resolve()

        async def read(address: str) -> str | None:
            return await to_thread.run_sync(_local, file, address)

        return cls(str(file), read, base_url=base_url)

    @classmethod
    def on_site(cls, url: str, fetcher: Fetcher) -> "LlmsFull":
        """The pages of the file at a URL (`.../llms-full.txt`); the fetcher is closed with the source."""
        site = _Published(fetcher)
        return cls(url, site.read, base_url=url.removesuffix(NAME).rstrip("/"), close=fetcher.aclose)

    @property
    def location(self) -> str:
        """The address, or the absolute path, of the first file."""
        return self._location

    async def discover(self) -> Sequence[Listing]:
        """Every page, in the order of the files."""
        try:
            found = [page async for text in self._texts() for page in await to_thread.run_sync(_parsed, text)]
        except PageError as error:
            raise SourceError(f"{self._location} cannot be read. {error}") from error
        placed = list(_placed(found, self._site))
        if not placed:
            raise SourceError(f"{self._location} holds no pages: give the site's address, or a folder.")
        self._pages = {each.path: each.page for each in placed}
        languages = await to_thread.run_sync(_languages, placed)
        return [
            Listing(each.url, each.path, each.page.title or last_segment(each.path), language=language)
            for each, language in zip(placed, languages, strict=True)
        ]

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page, or None while its text is the same."""
        markdown = self._pages[listing.path].markdown
        parts = "\0".join((listing.title, listing.language, markdown))
        version = hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:32]
        if known is not None and known.etag == version:
            return None
        page = Page(
            url=listing.url,
            path=listing.path,
            title=listing.title,
            description="",
            language=listing.language,
            markdown=markdown,
            fetched_at=datetime.now(UTC),
        )
        return Fetched(page, Validators(etag=version))

    async def aclose(self) -> None:
        """Close the connections."""
        if self._close is not None:
            await self._close()

    async def _texts(self) -> AsyncIterator[str]:
        """The texts of all files, each once."""
        address, seen = self._location, set[str]()
        while address and address not in seen:
            seen.add(address)
            text = await self._read(address)
            if text is None and len(seen) == 1:
                raise SourceError(f"There is no {address}: give the site's address, or a folder.")
            if len(seen) > FILES_MAX:
                raise SourceError(f"{self._location} goes on in more than {FILES_MAX} files: give a folder.")
            yield text or ""
            address = self._following(address, next_file(text or ""))

    def _following(self, address: str, named: str) -> str:
        if not named or self._site is None:
            return named
        base = self._site.base
        below = named.startswith("/") and not named.startswith(f"{base}/")
        return urljoin(address, quote(base) + named if below else named)


@dataclass(slots=True)
class _Published:
    """Reads files of a website, its robots.txt first."""

    fetcher: Fetcher
    ready: bool = False

    async def read(self, url: str) -> str | None:
        """The text of a file; None where the site says that there is none."""
        if not self.ready:
            rules = await self.fetcher.follow(f"{self.fetcher.site.origin}/robots.txt")
            self.fetcher.robots = Robots.parse(
                rules.text if rules.status == 200 and not rules.is_html else ""
            )
            self.ready = True
        response = await self.fetcher.follow(url)
        if response.status in GONE:
            return None
        if response.status != 200:
            raise PageError(url, f"the site answered {response.status}")
        if response.is_html:
            raise PageError(url, "a web page, not a text: give the site's address instead")
        return response.text


@dataclass(frozen=True, slots=True)
class _Placed:
    """A page at its address."""

    url: str
    path: str
    page: FullPage

    def joined(self, other: "_Placed") -> "_Placed":
        """The page with the text of another part of it."""
        markdown = f"{self.page.markdown}\n\n{other.page.markdown}"
        return replace(self, page=replace(self.page, markdown=markdown))


def _local(file: Path, address: str) -> str:
    if address != str(file):
        raise SourceError(
            f"{file} is the first of several files (the next is {address}): give the address of the site's"
            f" {NAME}, or one file with the texts of all."
        )
    try:
        if file.stat().st_size > FILE_SIZE_MAX:
            raise SourceError(f"{file} is larger than {FILE_SIZE_MAX:,} bytes: give a folder of pages.")
        return file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror or error}.") from error


def _parsed(text: str) -> list[FullPage]:
    return list(pages_of(text))


def _placed(pages: Sequence[FullPage], site: Site | None) -> Iterator[_Placed]:
    """Each page at its address, none twice; what the file gives for one address in parts is one page."""
    found = [_at(page, site) if page.url else None for page in pages]
    known: dict[str, _Placed] = {}
    for each in filter(None, found):
        before = known.get(each.path)
        known[each.path] = before.joined(each) if before else each
    taken = [path.removeprefix("/") for path in known]
    names = iter(slugs((page for page in pages if not page.url), taken))
    for page, placed in zip(pages, found, strict=True):
        if placed is None:
            path = page_path(next(names))
            yield _Placed(path, path, page)
        elif placed.path in known:
            yield known.pop(placed.path)


def _at(page: FullPage, site: Site | None) -> _Placed:
    url = urljoin(site.root, page.url) if site else page.url
    own = site.path(url) if site else None
    if site and own is not None:
        return _Placed(site.url(own), own, page)
    parts = urlsplit(url)
    path = page_path(unquote(parts.path))
    return _Placed(
        f"{parts.scheme}://{parts.netloc}{quote(path, SAFE)}" if parts.netloc else path, path, page
    )


def _languages(placed: Sequence[_Placed]) -> list[str]:
    """The language of each page: its path's, or that of its text among those that many pages are in."""
    texts = [prose(each.page.markdown[:SAMPLED_CHARACTERS]) for each in placed]
    named = [path_language(each.path) for each in placed]
    if all(named):
        return named
    votes = Counter(map(Detector().detect, texts, repeat("")))
    del votes[""]
    usual = votes.most_common(1)[0][0] if votes else "en"
    spoken = [language for language, count in votes.items() if count >= SPOKEN_SHARE * len(texts)]
    detector = Detector(spoken or [usual])
    told = [detector.detect(text, usual) if len(text.strip()) >= TELLING else usual for text in texts]
    return [name or language for name, language in zip(named, told, strict=True)]
