"""The site that `docs_site` serves: its pages, and a switch for everything that sites do differently."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, StrEnum

from tests.docs_faults import Fault

WRITTEN = datetime(2026, 4, 7, 12, 30, tzinfo=UTC)
ROBOTS = "User-agent: *\nContent-Signal: search=yes\nDisallow: /*?ask=\nSitemap: {url}/sitemap.xml\n"


class Trailer(StrEnum):
    """The forms in which the platform tells agents how to ask, by the time when they were seen."""

    NONE = ""
    APRIL = (
        "# Agent Instructions: Querying This Documentation\n\n{lead}\n\n"
        "```\nGET {page}.md?ask=<question>\n```\n\n{tail}"
    )
    JUNE = (
        "# Agent Instructions\n\nThis documentation answers questions.\n\n"
        "## Querying This Documentation\n\n{lead}\n\n"
        "```\nGET {page}.md?ask=<question>&goal=<endgoal>\n```\n\n{tail}"
    )
    ESCAPED = (
        "\\# Agent Instructions\n\n\\## Querying This Documentation\n\n{lead}\n\n"
        "\\`\\`\\`\nGET {page}.md?ask=\\<question>\\&goal=\\<end\\_goal>\n\\`\\`\\`\n\n{tail}"
    )
    PORTUGUESE = (
        "# Instruções para agentes: consultando esta documentação\n\nFaça uma requisição HTTP GET:\n\n"
        "```\nGET {page}.md?ask=<pergunta>&goal=<user_goal>\n```\n\nA resposta traz trechos e fontes."
    )


class Packing(Enum):
    """How sitemaps are compressed: not, as `.xml.gz` files, or by the `Content-Encoding` of the transfer."""

    NONE = "none"
    FILE = "file"
    TRANSFER = "transfer"


class Trap(Enum):
    """What `/sitemap.xml` does to a careless reader, beside listing the pages.

    It lists itself, lists an endless chain of new indexes, or declares entities: some that unfold to
    gigabytes, or one that stands for another address (`/external-entity`).
    """

    NONE = "none"
    LOOP = "loop"
    CHAIN = "chain"
    ENTITIES = "entities"
    EXTERNAL_ENTITY = "external entity"


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page as its author wrote it. `language` is the `<html lang>` and the hreflang of its address."""

    markdown: str
    language: str = "en"
    title: str = ""
    description: str = ""
    modified: datetime = WRITTEN


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the site received; its headers are found in any case."""

    path: str
    query: str
    headers: Mapping[str, str]
    at: float


class Pages(MutableMapping[str, SitePage]):
    """Pages by site path. `edition` grows with each change, so that what is made of them can be kept."""

    def __init__(self, pages: Mapping[str, SitePage]) -> None:
        self._pages = dict(pages)
        self.edition = 0

    def __getitem__(self, path: str) -> SitePage:
        return self._pages[path]

    def __setitem__(self, path: str, page: SitePage) -> None:
        self._pages[path] = page
        self.edition += 1

    def __delitem__(self, path: str) -> None:
        del self._pages[path]
        self.edition += 1

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._pages))  # tests add pages while the server lists them

    def __len__(self) -> int:
        return len(self._pages)

    def __ior__(self, more: Mapping[str, SitePage]) -> "Pages":
        self.update(more)
        return self


@dataclass(slots=True)
class DocsSite:
    """The site and its switches; all may be changed while it runs.

    `pages` is by site path. `variants` maps the path prefixes that have a sitemap of their own to their
    languages; the pages below none of them are the default variant.

    By page path: `moved` leads to the new one, `gone` to the status of a page that is still listed (200 for
    the not-found text), `html_only` to the status of a page's markdown where only HTML is there (200 as
    before), `canonical` to the path or URL that the HTML head names where it is not the page itself. A path
    in `endless` is listed and redirects to ever new addresses. `faults` is by URL path (`/setup.md`); `*` is
    for all that have none of their own. `required` is a header's name and value, without which all is 401.

    `nested_indexes` stand between `/sitemap.xml` and the sitemaps. `hreflang` is about sitemaps,
    `hreflang_heads` about HTML. `canonical_header` tells the canonical address in a `Link` header, with the
    markdown too. `navigation` links pages to the ones below them.
    """

    pages: Pages
    url: str = ""
    language: str = "en"
    variants: Mapping[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    html_only: dict[str, int] = field(default_factory=dict)
    canonical: dict[str, str] = field(default_factory=dict)
    endless: set[str] = field(default_factory=set)
    faults: dict[str, Fault] = field(default_factory=dict)
    required: tuple[str, str] | None = None
    trailer: Trailer = Trailer.JUNE
    robots: str = ROBOTS
    sitemap: bool = True
    sitemap_index: bool = True
    sitemap_packing: Packing = Packing.NONE
    sitemap_trap: Trap = Trap.NONE
    nested_indexes: int = 0
    hreflang: bool = True
    hreflang_heads: bool = True
    canonical_header: bool = False
    lastmod: bool = True
    llms: bool = True
    site_index: bool = False
    navigation: bool = True
    validators: bool = True
    requests: list[Asked] = field(default_factory=list)
    _relatives: "Relatives | None" = None

    def write(self, path: str, markdown: str, modified: datetime) -> None:
        """Change a page's text, or add a page."""
        language = self.pages[path].language if path in self.pages else self.spoken(path)
        self.pages[path] = SitePage(markdown, language, modified=modified)

    def asked(self, path: str) -> list[Asked]:
        """The requests for one URL path, in order."""
        return [request for request in self.requests if request.path == path]

    def carrying(self, header: str) -> list[Asked]:
        """The requests that brought a header: a secret that was meant for another host has leaked."""
        return [request for request in self.requests if header in request.headers]

    def flaky(self, share: float, seed: int, status: int = 500) -> frozenset[str]:
        """Let that share of the pages, home excepted, fail for good with `status`; their paths."""
        paths = sorted(set(self.pages) - {"/"})
        failing = frozenset(random.Random(seed).sample(paths, round(share * len(paths))))  # noqa: S311 - repeatable, no secret
        for path in failing:
            self.faults[path] = self.faults[f"{path}.md"] = Fault(status=status)
        return failing

    def twins(self, path: str) -> dict[str, str]:
        """Language -> path of a page in all its languages, itself included."""
        same = {self.pages[other].language: other for other in self._related().twins[self.below(path)]}
        return same | {self.pages[path].language: path}

    def children(self, path: str) -> Sequence[str]:
        """The pages that a page's navigation leads to: those that lie next below it."""
        return self._related().children.get(path, ())

    def variant(self, path: str) -> str:
        """The variant prefix that a path lies below ("" for the default one)."""
        return next((prefix for prefix in self.variants if f"{path}/".startswith(f"{prefix}/")), "")

    def spoken(self, path: str) -> str:
        """The language of the variant that a path lies in."""
        return self.variants.get(self.variant(path), self.language)

    def below(self, path: str) -> str:
        """A path without its variant's prefix: the same for a page and its translations."""
        return path.removeprefix(self.variant(path)) or "/"

    def _related(self) -> "Relatives":
        if self._relatives is None or self._relatives.edition != self.pages.edition:
            self._relatives = Relatives.of(self)
        return self._relatives


@dataclass(frozen=True, slots=True)
class Relatives:
    """Which pages are each other's translations, and which lie below which, in one edition of the pages."""

    edition: int
    twins: Mapping[str, Sequence[str]]
    children: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, site: DocsSite) -> "Relatives":
        """As the site's pages are now."""
        edition = site.pages.edition
        twins: dict[str, list[str]] = defaultdict(list)
        children: dict[str, list[str]] = defaultdict(list)
        for path in site.pages:
            twins[site.below(path)].append(path)
            if path != "/":
                children[_parent(site, path)].append(path)
        return cls(edition, twins, children)


def _parent(site: DocsSite, path: str) -> str:
    above = path.rpartition("/")[0]
    while above and above not in site.pages:
        above = above.rpartition("/")[0]
    return above or "/"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is written to the socket."""

    body: str | bytes
    kind: str = "text/markdown; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_THERE = Reply("not found", "text/plain", 404)
