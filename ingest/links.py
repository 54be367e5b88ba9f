"""Where the links of a site's pages lead: from a target as a page writes it to the page that is meant."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from ingest.address import page_path

README = re.compile(r"(?:(?:^|/)README)?\.md$", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
GONE = ("/broken/page", "broken/page", "broken-reference")
"""What the platform writes where the page that was linked to is gone."""


@dataclass(frozen=True, slots=True)
class SiteMap:
    """The pages of a site: `titles` by path, the `folders` that hold pages, and the `roots` of their URLs.

    It keeps no page: some 27,000 of them take a few megabytes.
    """

    titles: Mapping[str, str]
    folders: frozenset[str]
    roots: frozenset[str]

    @classmethod
    def of(cls, pages: Iterable[tuple[str, str, str]]) -> "SiteMap":
        """The map of pages given as (url, path, title); the url equals the path where there is no host."""
        titles: dict[str, str] = {}
        roots: set[str] = set()
        for url, path, title in pages:
            titles.setdefault(path, title)
            roots.update(_root(url, path))
        folders = frozenset(path.rpartition("/")[0] or "/" for path in titles if path != "/")
        return cls(titles, folders, frozenset(roots))

    def path(self, target: str, page: str) -> str | None:
        """The path of the page that a link on the page at path `page` leads to; None for anything else.

        Other sites, files, sections of the page itself and pages that are gone are None.
        """
        return next((path for path in self._meant(target, page) if path in self.titles), None)

    def title_of(self, page: str) -> Callable[[str], str | None]:
        """What finds the titles of the pages that the page at this path links to, as `split` wants it."""

        def titled(target: str) -> str | None:
            path = self.path(target, page)
            return None if path is None else self.titles[path] or None

        return titled

    def _meant(self, target: str, page: str) -> Iterator[str]:
        """The paths that the target can mean, likeliest first."""
        address = unquote(re.split(r"[?#]", target.strip(), maxsplit=1)[0])
        if not address or address.startswith(GONE):
            return
        if address.startswith("//") or SCHEME.match(address):
            yield from self._below_roots(_without_scheme(address))
        elif address.startswith("/"):
            yield _normal(address)
            bases = (base for root in self.roots if (base := urlsplit(root).path))
            yield from (_normal(address.removeprefix(base)) for base in bases if _is_below(address, base))
        else:
            yield from (_normal(base + address) for base in self._places(page))

    def _places(self, page: str) -> tuple[str, str]:
        """Where a page's relative links start: a source does not say whether it was a file or its folder's
        README. One that has pages below it was likely the latter.
        """
        as_file, as_folder = page.rpartition("/")[0] + "/", page.rstrip("/") + "/"
        return (as_folder, as_file) if page in self.folders else (as_file, as_folder)

    def _below_roots(self, address: str) -> Iterator[str]:
        return (_normal(address.removeprefix(root)) for root in self.roots if _is_below(address, root))


def _root(url: str, path: str) -> Iterator[str]:
    """The URL without its scheme and the page's path; nothing where the page has no URL of its own."""
    if "://" not in url:
        return
    address = _without_scheme(unquote(url)).removesuffix(".md").rstrip("/")
    below = path.rstrip("/")
    if address.endswith(below):
        yield address.removesuffix(below)


def _without_scheme(url: str) -> str:
    """An http(s) URL as `//host/path`, the host in lower case; other schemes as they are."""
    if url.lower().startswith(("http://", "https://")):
        url = url.split(":", 1)[1]
    host, slash, path = url.removeprefix("//").partition("/")
    return f"//{host.lower()}{slash}{path}" if url.startswith("//") else url


def _is_below(address: str, root: str) -> bool:
    return address == root or address.startswith(f"{root}/")


def _normal(address: str) -> str:
    return page_path(README.sub("", normpath(f"/{address}")))
