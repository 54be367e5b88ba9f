"""What the documentation platform answers for a site of a few pages: the pure half of `docs_site`."""

import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from urllib.parse import parse_qs, quote

from markdown_it import MarkdownIt

WRITTEN = datetime(2026, 4, 7, 12, 30, tzinfo=UTC)
ROBOTS = "User-agent: *\nContent-Signal: search=yes\nDisallow: /*?ask=\nSitemap: {url}/sitemap.xml\n"
LLMS_FULL_PAGES = 100
BANNER = (
    "> For the complete documentation index, see [llms.txt]({url}/llms.txt)."
    " This page is also available as markdown.\n\n"
)


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


LEAD = "Perform an HTTP GET request on the current page URL with the `ask` query parameter:"
TAIL = "The response will contain a direct answer to the question and relevant excerpts and sources."


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page as its author wrote it. `language` is the `<html lang>` and the hreflang of its address."""

    markdown: str
    language: str = "en"
    title: str = ""
    description: str = ""
    modified: datetime = WRITTEN


@dataclass(slots=True)
class Fault:
    """What goes wrong when a URL path is asked for; the `times` first times, or always."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    stall: float = 0.0
    reset: bool = False
    truncated: bool = False
    times: int | None = None

    def strikes(self) -> bool:
        """Whether the fault applies to this request; counts it."""
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the site received."""

    path: str
    query: str
    headers: Mapping[str, str]
    at: float


@dataclass(slots=True)
class DocsSite:
    """The site and its switches; all may be changed while it runs.

    `pages` is by site path. `moved` maps a path to the new one. `faults` is by URL path (`/setup.md`).
    `variants` are the path prefixes with a sitemap of their own; the pages below none of them are the default
    variant.
    """

    pages: dict[str, SitePage]
    url: str = ""
    language: str = "en"
    variants: tuple[str, ...] = ()
    moved: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    trailer: Trailer = Trailer.JUNE
    robots: str = ROBOTS
    sitemap: bool = True
    sitemap_index: bool = True
    hreflang: bool = True
    lastmod: bool = True
    llms: bool = True
    validators: bool = True
    requests: list[Asked] = field(default_factory=list)

    def write(self, path: str, markdown: str, modified: datetime) -> None:
        """Change a page's text, or add a page."""
        language = self.pages[path].language if path in self.pages else self.language
        self.pages[path] = SitePage(markdown, language, modified=modified)

    def asked(self, path: str) -> list[Asked]:
        """The requests for one URL path, in order."""
        return [request for request in self.requests if request.path == path]

    def twins(self, path: str) -> dict[str, str]:
        """Language -> path of a page in all its languages, itself included."""
        rest = self._below(path)
        return {page.language: other for other, page in self.pages.items() if self._below(other) == rest}

    def variant(self, path: str) -> str:
        """The variant prefix that a path lies below ("" for the default one)."""
        return next((prefix for prefix in self.variants if f"{path}/".startswith(f"{prefix}/")), "")

    def _below(self, path: str) -> str:
        return path.removeprefix(self.variant(path)) or "/"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is written to the socket."""

    body: str
    kind: str = "text/markdown; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_THERE = Reply("not found", "text/plain", 404)


def respond(site: DocsSite, path: str, query: str, accept: str) -> Reply:
    """What the platform answers to a GET."""
    match path:
        case "/robots.txt":
            return Reply(site.robots.format(url=site.url), "text/plain")
        case "/llms.txt" | "/sitemap.md" | "/.well-known/sitemap.md":
            return Reply(llms_text(site)) if site.llms else NOT_THERE
    if path.startswith("/llms-full.txt"):
        return (
            llms_full(site, path.removeprefix("/llms-full.txt").strip("/") or "0") if site.llms else NOT_THERE
        )
    if path.endswith(("/sitemap.xml", "/sitemap-pages.xml")):
        return sitemap(site, path) if site.sitemap else NOT_THERE
    return page(site, path, query, accept)


def page(site: DocsSite, path: str, query: str, accept: str) -> Reply:
    """A page as markdown or HTML, its new address, or the text that says that it is not there."""
    wants_markdown = path.endswith(".md") or "text/markdown" in accept
    own = "/" + path.removesuffix(".md").strip("/")
    if own == "/readme" and path.endswith(".md"):
        own = "/"
    if own in site.moved:
        suffix = ".md" if path.endswith(".md") else ""
        return Reply(
            "",
            status=307,
            headers={"Location": f"{site.moved[own]}{suffix}" + (f"?{query}" if query else "")},
        )
    if own not in site.pages:
        return not_found(site, own) if wants_markdown else Reply("<h1>404</h1>", "text/html", 404)
    headers = _validators(site.pages[own]) if site.validators else {}
    if not wants_markdown:
        return Reply(page_html(site, own), "text/html; charset=utf-8", headers=headers)
    bare = parse_qs(query).get("displayAgentInstructions") == ["false"]
    return Reply(site.pages[own].markdown if bare else dressed(site, own), headers=headers)


def dressed(site: DocsSite, path: str) -> str:
    """A page's markdown between banner and trailer."""
    trailer = site.trailer.value.format(lead=LEAD, tail=TAIL, page=f"{site.url}{path}")
    behind = f"\n\n---\n\n{trailer}\n" if trailer else ""
    return BANNER.format(url=site.url) + site.pages[path].markdown + behind


def not_found(site: DocsSite, path: str) -> Reply:
    """The platform's answer to markdown of a page that does not exist: status 200."""
    similar = "\n".join(f"- [{_title(site, other)}]({site.url}{other}.md)" for other in list(site.pages)[:5])
    body = (
        f"# Page Not Found\n\nThe URL `{path.strip('/')}` does not exist. This might be because the page was"
        f" moved, renamed or deleted.\n\nYou may be looking for one of these pages:\n{similar}\n\n"
        f"## How to find the page\n\n"
        f"1. Read the [sitemap]({site.url}/sitemap.md).\n2. Ask: `GET {site.url}{path}.md?ask=<question>`\n"
    )
    return Reply(body, headers={"X-Robots-Tag": "noindex, nofollow"})


def page_html(site: DocsSite, path: str) -> str:
    """A page for a browser, with the links that lead agents to its markdown and translations."""
    links = [f'<link rel="alternate" type="text/markdown" href="{site.url}{quote(path)}.md">']
    if site.hreflang:
        links += [
            f'<link rel="alternate" hreflang="{language}" href="{site.url}{quote(twin)}">'
            for language, twin in site.twins(path).items()
        ]
    found = site.pages[path]
    return (
        f'<!DOCTYPE html><html lang="{found.language}"><head><title>{html.escape(_title(site, path))}</title>'
        f'<meta name="description" content="{html.escape(found.description)}">{"".join(links)}</head>'
        f"<body><main>{MarkdownIt().render(found.markdown)}</main></body></html>"
    )


def llms_text(site: DocsSite) -> str:
    """The table of contents for agents: the default language only."""
    lines = ["# Docs", "", "## Pages", ""]
    for path, found in site.pages.items():
        if site.variant(path) == "":
            description = f": {found.description}" if found.description else ""
            address = "/readme" if path == "/" else quote(path)
            lines.append(f"- [{_title(site, path)}]({site.url}{address}.md){description}")
    return "\n".join(lines) + "\n"


def llms_full(site: DocsSite, number: str) -> Reply:
    """One of the files that hold all pages of the default language, a hundred each."""
    first = int(number) * LLMS_FULL_PAGES if number.isdigit() else len(site.pages)
    own = [found.markdown for path, found in site.pages.items() if site.variant(path) == ""]
    if first >= len(own):
        return NOT_THERE
    more = first + LLMS_FULL_PAGES < len(own)
    following = f"\n\n[Next Page](/llms-full.txt/{int(number) + 1})\n" if more else "\n"
    return Reply("\n\n".join(own[first : first + LLMS_FULL_PAGES]) + following)


def sitemap(site: DocsSite, path: str) -> Reply:
    """The index of all variants' sitemaps, or one of these."""
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    if path == "/sitemap.xml" and site.sitemap_index:
        variants = {site.variant(own) for own in site.pages}
        nodes = "".join(
            f"<sitemap><loc>{site.url}{prefix}/sitemap-pages.xml</loc></sitemap>" for prefix in variants
        )
        return Reply(f"<sitemapindex {space}>{nodes}</sitemapindex>", "application/xml")
    prefix = path.rpartition("/")[0]
    own = [other for other in site.pages if not site.sitemap_index or site.variant(other) == prefix]
    nodes = "".join(_sitemap_entry(site, other) for other in (*own, *site.moved))
    return Reply(f"<urlset {space}>{nodes}</urlset>", "application/xml")


def _sitemap_entry(site: DocsSite, path: str) -> str:
    lastmod = (
        f"<lastmod>{site.pages[path].modified.isoformat()}</lastmod>"
        if site.lastmod and path in site.pages
        else ""
    )
    links = (
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{site.url}{quote(twin)}"/>'
        for language, twin in (site.twins(path) if site.hreflang else {}).items()
    )
    return f"<url><loc>{site.url}{quote(path)}</loc>{''.join(links)}{lastmod}<priority>0.8</priority></url>"


def _title(site: DocsSite, path: str) -> str:
    found = site.pages[path]
    heading = next((line[2:] for line in found.markdown.splitlines() if line.startswith("# ")), "")
    return found.title or heading or path.rpartition("/")[2]


def _validators(found: SitePage) -> dict[str, str]:
    tag = hashlib.sha256(found.markdown.encode()).hexdigest()[:16]
    return {"ETag": f'"{tag}"', "Last-Modified": format_datetime(found.modified, usegmt=True)}
