"""The page: what a source gives, cleaned of everything that is not its author's text."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language: its ISO 639-1 code and its site path."""

    language: str
    path: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a documentation site.

    `path` is its address below the site's root: it begins with `/` and has neither a trailing slash nor
    `.md`; the home page is `/`. `url` is absolute on a website and equals `path` where the source has no
    address. `url` identifies the page. `language` is an ISO 639-1 code. `markdown` is the author's text
    alone: no front matter, banner or trailer.
    """

    url: str
    path: str
    title: str
    description: str
    language: str
    markdown: str
    fetched_at: datetime
    last_modified: datetime | None = None
    alternates: tuple[Alternate, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of what a passage of this page is made from, in hexadecimal."""
        content = "\0".join((self.language, self.title, self.markdown))
        return hashlib.sha256(content.encode()).hexdigest()
