"""Where pages have moved to, so that an address that was good once still leads to its page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import unquote

from index.store import Generation
from ingest.corpus import Corpus
from ingest.errors import IngestError
from ingest.journal import Change, ChangeKind
from ingest.page import Page
from service.mount import below, mounted_url

OpenCorpus = Callable[[], AbstractContextManager[Corpus]]


@dataclass(slots=True)
class Moves:
    """Reads the moves that the journals of the sites tell, once a generation: only a sync brings new ones.

    `sites` are pairs of what opens a site's corpus and the prefix that its pages are served below. A corpus
    that cannot be read tells of none.
    """

    sites: tuple[tuple[OpenCorpus, str], ...] = ()
    _known: tuple[int, Mapping[str, str]] = (-1, {})
    _lock: Lock = field(default_factory=Lock)

    def target(self, path: str, generation: Generation) -> str:
        """The path of the page that was at this path before; "" where none is known."""
        with self._lock:
            if self._known[0] != generation.info.number:
                self._known = generation.info.number, dict(self._read(generation))
            return self._known[1].get(path, "")

    def _read(self, generation: Generation) -> Iterator[tuple[str, str]]:
        for opened, prefix in self.sites:
            try:
                with opened() as corpus:
                    changes = list(corpus.journal.since())
            except IngestError:
                continue
            yield from moved_paths(changes, prefix, generation.page)


def moved_paths(
    changes: Iterable[Change], prefix: str, page_at: Callable[[str], Page | None]
) -> Iterator[tuple[str, str]]:
    """Former path and present path of each page that moved, and is still there.

    `page_at` finds the page that is served under a URL.
    """
    following = {change.previous: change.url for change in changes if change.kind is ChangeKind.MOVED}
    for former in following:
        page = page_at(mounted_url(_last(former, following), prefix))
        path = _site_path(former, page, prefix) if page else ""
        if page and path:
            yield below(path, prefix) or "/", page.path


def _last(url: str, following: Mapping[str, str]) -> str:
    """The end of a page's way; a page that came back to where it was ends there."""
    seen = {url}
    while (after := following.get(url)) is not None and after not in seen:
        seen.add(after)
        url = after
    return url


def _site_path(former: str, page: Page, prefix: str) -> str:
    """The path that a page's former URL had on its site, "" for a URL elsewhere: both have one root."""
    path = page.path.removeprefix(prefix).rstrip("/")
    url = page.url if "://" in page.url else page.url.removeprefix(prefix)
    root = unquote(url).rstrip("/").removesuffix(path)
    former = unquote(former).rstrip("/")
    own = former.removeprefix(root) or "/"
    return own if former.startswith(root) and own.startswith("/") else ""
