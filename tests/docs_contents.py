"""The tables of contents of `docs_site`: sitemaps, llms.txt, llms-full.txt and the platform's site index."""

import gzip
import json
from hashlib import sha256
from urllib.parse import quote

from tests.docs_platform import NOT_THERE, DocsSite, Packing, Reply, Trap
from tests.docs_text import title_of

LLMS_FULL_PAGES = 100
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
XML = "application/xml"
ENTITIES = (
    '<!DOCTYPE urlset [<!ENTITY e0 "boom">'
    + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(10))
    + "]>"
)
EXTERNAL = '<!DOCTYPE urlset [<!ENTITY e10 SYSTEM "{url}/external-entity">]>'


def llms_text(site: DocsSite) -> str:
    """The table of contents for agents: the default language only."""
    lines = ["# Docs", "", "## Pages", ""]
    for path, found in site.pages.items():
        if site.variant(path) == "":
            description = f": {found.description}" if found.description else ""
            address = "/readme" if path == "/" else quote(path)
            lines.append(f"- [{title_of(site, path)}]({site.url}{address}.md){description}")
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


def site_index(site: DocsSite) -> Reply:
    """The platform's undocumented list of all pages of all variants."""
    pages = [_indexed(site, path) for path in site.pages]
    return Reply(json.dumps({"version": 1, "pages": pages}), "application/json")


def _indexed(site: DocsSite, path: str) -> dict[str, str]:
    found, variant = site.pages[path], site.variant(path)
    described = {"description": found.description} if found.description else {}
    spoken = {"lang": found.language} if site.variants else {}
    identity = sha256(path.encode()).hexdigest()[:20]
    own = {"id": identity, "title": title_of(site, path), "pathname": path}
    return own | {"siteSpaceId": f"sitesp_{variant.strip('/') or 'default'}"} | spoken | described


def sitemap(site: DocsSite, path: str) -> Reply:
    """A sitemap, or an index of sitemaps; not there where this site has none at such an address."""
    packed = site.sitemap_packing is Packing.FILE
    if path.endswith(".gz") is not (packed and path != "/sitemap.xml"):
        return NOT_THERE
    text = _sitemap_text(site, path.removesuffix(".gz"))
    if packed:
        return Reply(gzip.compress(text.encode(), mtime=0), "application/gzip")
    if site.sitemap_packing is Packing.TRANSFER:
        return Reply(gzip.compress(text.encode(), mtime=0), XML, headers={"Content-Encoding": "gzip"})
    return Reply(text, XML)


def _sitemap_text(site: DocsSite, path: str) -> str:
    if path.startswith("/sitemap-chain-"):
        link = int(path.removeprefix("/sitemap-chain-").removesuffix(".xml")) + 1
        return _index([f"{site.url}/sitemap-chain-{link}.xml"])
    if path == "/sitemap.xml" and site.sitemap_trap in (Trap.ENTITIES, Trap.EXTERNAL_ENTITY):
        doctype = ENTITIES if site.sitemap_trap is Trap.ENTITIES else EXTERNAL.format(url=site.url)
        return f"{doctype}<urlset {SPACE}><url><loc>{site.url}/&e10;</loc></url>{_pages(site, path)}</urlset>"
    if path.startswith("/sitemap-level-"):
        return _level(site, int(path.removeprefix("/sitemap-level-").removesuffix(".xml")))
    if path == "/sitemap.xml" and site.sitemap_index:
        return _level(site, 0)
    return f"<urlset {SPACE}>{_pages(site, path)}</urlset>"


def _level(site: DocsSite, level: int) -> str:
    """The index so many steps below `/sitemap.xml`."""
    suffix = ".gz" if site.sitemap_packing is Packing.FILE else ""
    variants = dict.fromkeys(site.variant(own) for own in site.pages)
    children = [f"{site.url}{prefix}/sitemap-pages.xml{suffix}" for prefix in variants]
    if level < site.nested_indexes:
        children = [f"{site.url}/sitemap-level-{level + 1}.xml{suffix}"]
    trap = {Trap.LOOP: f"{site.url}/sitemap.xml", Trap.CHAIN: f"{site.url}/sitemap-chain-1.xml"}
    return _index([*children, *([trap[site.sitemap_trap]] if site.sitemap_trap in trap else [])])


def _index(children: list[str]) -> str:
    nodes = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
    return f"<sitemapindex {SPACE}>{nodes}</sitemapindex>"


def _pages(site: DocsSite, path: str) -> str:
    prefix, whole = path.rpartition("/")[0], not site.sitemap_index or path == "/sitemap.xml"
    listed = dict.fromkeys((*site.pages, *site.moved, *site.gone, *sorted(site.endless)))
    return "".join(_entry(site, other) for other in listed if whole or site.variant(other) == prefix)


def _entry(site: DocsSite, path: str) -> str:
    found = site.pages.get(path)
    lastmod = f"<lastmod>{found.modified.isoformat()}</lastmod>" if site.lastmod and found else ""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{site.url}{quote(twin)}"/>'
        for language, twin in (site.twins(path) if site.hreflang and found else {}).items()
    )
    return f"<url><loc>{site.url}{quote(path)}</loc>{links}{lastmod}<priority>0.8</priority></url>"
