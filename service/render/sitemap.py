"""The site for crawlers: sitemaps (sitemaps.org), robots.txt, and the platform's own list of all pages."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from ingest.page import Page
from service.links import Links
from service.variants import variant

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
FILE = "sitemap-pages.xml"
"""The name of each variant's sitemap, below its prefix."""

PRIORITY_STEP, LEAST_PRIORITY = 0.1, 0.1
"""A page is less important by so much than the one above it."""

register_namespace("xhtml", XHTML)


def sitemap_index(prefixes: Iterable[str], links: Links) -> str:
    """The list of the variants' sitemaps."""
    root = Element("sitemapindex", xmlns=SPACE)
    for prefix in prefixes:
        _say(SubElement(root, "sitemap"), "loc", links.served(f"{prefix}/{FILE}"))
    return _xml(root)


def sitemap(pages: Iterable[Page], links: Links) -> str:
    """One variant's pages, each with its translations."""
    root = Element("urlset", xmlns=SPACE)
    for page in pages:
        node = SubElement(root, "url")
        _say(node, "loc", links.served(page.path))
        if page.last_modified:
            _say(node, "lastmod", page.last_modified.isoformat(timespec="seconds"))
        _say(node, "priority", f"{_priority(page):.1f}")
        for language, path in translations(page):
            attributes = {"rel": "alternate", "hreflang": language, "href": links.served(path)}
            SubElement(node, f"{{{XHTML}}}link", attributes)
    return _xml(root)


def translations(page: Page) -> Sequence[tuple[str, str]]:
    """Language and path of the page in all its languages, itself first; nothing where it has only one."""
    if not page.alternates:
        return ()
    return (page.language, page.path), *((twin.language, twin.path) for twin in page.alternates)


def robots_txt(links: Links) -> str:
    """Everything may be fetched: agents ask by GET, and what is not to be indexed says so itself."""
    return (
        "User-agent: *\n"
        "Content-Signal: search=yes, ai-input=yes\n"
        "Allow: /\n\n"
        f"Sitemap: {links.site('/sitemap.xml')}\n"
    )


def site_index(pages: Iterable[Page]) -> dict[str, Any]:
    """All pages of all variants, for JSON."""
    return {"version": 1, "pages": [_indexed(page) for page in pages]}


def _indexed(page: Page) -> dict[str, str]:
    described = {"description": page.description} if page.description else {}
    return {
        "id": _identity(page.path),
        "title": page.title,
        "pathname": page.path,
        "siteSpaceId": f"sitesp_{variant(page).strip('/') or 'default'}",
        "lang": page.language,
        **described,
    }


def _identity(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:20]


def _priority(page: Page) -> float:
    depth = len([part for part in page.path.removeprefix(variant(page)).split("/") if part])
    return max(1 - PRIORITY_STEP * depth, LEAST_PRIORITY)


def _say(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _xml(root: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
