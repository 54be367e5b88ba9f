"""The address of a site, and the rules between its pages' paths and URLs."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from ingest.errors import SourceError

SAFE = "/~!$&'()*+,;=:@"


@dataclass(frozen=True, slots=True)
class Site:
    """A site's root: `origin` (scheme and host, no trailing slash) and `base`, its path ("" or `/docs`)."""

    origin: str
    base: str = ""

    @classmethod
    def parse(cls, location: str) -> "Site":
        """The site at an http(s) URL; raises SourceError for any other."""
        parts = urlsplit(location)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceError(f"{location} is no web address: give one such as https://docs.example.com.")
        if parts.username or parts.password:
            raise SourceError(f"{parts.hostname}: leave the user name and password out of the address.")
        return cls(f"{parts.scheme}://{parts.netloc.lower()}", unquote(parts.path).rstrip("/"))

    @property
    def host(self) -> str:
        """Its host, without `www.`, and its port where that is named."""
        return _bare(urlsplit(self.origin).netloc)

    @property
    def root(self) -> str:
        """The home page's URL."""
        return self.url("/")

    def owns(self, url: str) -> bool:
        """Whether the URL is on this site's host, with or without `www.`, under http or https."""
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and _bare(parts.netloc) == _bare(
            urlsplit(self.origin).netloc
        )

    def url(self, path: str) -> str:
        """The absolute URL of a site path."""
        below = "" if path == "/" and self.base else path
        return self.origin + quote(self.base + below, safe=SAFE)

    def path(self, url: str) -> str | None:
        """The site path of a page's URL (absolute or not); None where the page is not on this site."""
        absolute = urljoin(self.root, url)
        full = unquote(urlsplit(absolute).path)
        if not self.owns(absolute) or not (full + "/").startswith(self.base + "/"):
            return None
        return page_path(full.removeprefix(self.base))


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def page_path(address: str) -> str:
    """A page's path in its one form: a slash in front, none behind, no `.md`."""
    return "/" + address.strip("/").removesuffix(".md").strip("/")


def folder_path(file: str) -> str:
    """The site path of a markdown file named relative to its folder: a README has its folder's path."""
    head, _, name = file.rpartition("/")
    return page_path(head if name.lower() == "readme.md" else file)


def last_segment(path: str) -> str:
    """A readable title from an address: its last segment, with dashes and underscores as spaces."""
    words = path.strip("/").rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Home"
