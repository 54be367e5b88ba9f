"""Where pages come from: one protocol for websites, folders, archives and files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from ingest.page import Alternate, Page


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that a source says it has, before it is fetched.

    `title`, `description`, `language` and `alternates` are what the source's tables of contents say of it;
    empty where they say nothing. `alternates` are those that the site itself declares. `last_modified` is
    the sitemap's or the file system's word.
    """

    url: str
    path: str
    title: str = ""
    description: str = ""
    language: str = ""
    last_modified: datetime | None = None
    alternates: tuple[Alternate, ...] = ()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a stored copy of a page was fetched with: it lets a source answer that nothing changed.

    `etag` and `last_modified` are the HTTP headers to the letter ("" where the server sent none); `listed_at`
    is the listing's `last_modified` at that time.
    """

    etag: str = ""
    last_modified: str = ""
    listed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came from its source, with the validators to keep for the next time."""

    page: Page
    validators: Validators


class Source(Protocol):
    """Lists its pages and fetches them one by one.

    Callers may fetch several pages at once, and may rely on `discover` coming first. Neither call writes
    anything.
    """

    @property
    def location(self) -> str:
        """What the user named: a URL, or the absolute path of a folder, an archive or a file."""

    async def discover(self) -> Sequence[Listing]:
        """All pages of the source, each once. Raises SourceError where it cannot be used or has none."""

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page, or None where the copy fetched with `known` is still right.

        Raises PageError where this page cannot be had; the source stays usable.
        """

    async def aclose(self) -> None:
        """Give back connections and files."""


@runtime_checkable
class SharedSource(Source, Protocol):
    """A source whose pages several processes may fetch after one of them has listed them."""

    def briefing(self) -> str:
        """What a source of the same location in another process has to know to fetch what was discovered.

        "" where only this process can, since it has the pages already.
        """

    def brief(self, briefing: str) -> None:
        """Take it from there: this stands for `discover`."""
