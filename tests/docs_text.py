"""A page of `docs_site` in the two forms in which the platform serves it: markdown and HTML."""

import html
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from markdown_it import MarkdownIt

from tests.docs_platform import DocsSite, Reply

BANNER = (
    "> For the complete documentation index, see [llms.txt]({url}/llms.txt)."
    " This page is also available as markdown.\n\n"
)
LEAD = "Perform an HTTP GET request on the current page URL with the `ask` query parameter:"
TAIL = "The response will contain a direct answer to the question and relevant excerpts and sources."
SIMILAR = 5


def dressed(site: DocsSite, path: str) -> str:
    """A page's markdown between banner and trailer."""
    trailer = site.trailer.value.format(lead=LEAD, tail=TAIL, page=f"{site.url}{path}")
    behind = f"\n\n---\n\n{trailer}\n" if trailer else ""
    return BANNER.format(url=site.url) + site.pages[path].markdown + behind


def not_found(site: DocsSite, path: str) -> Reply:
    """The platform's answer to markdown of a page that does not exist: status 200."""
    others = list(site.pages)[:SIMILAR]
    similar = "\n".join(f"- [{title_of(site, other)}]({site.url}{other}.md)" for other in others)
    body = (
        f"# Page Not Found\n\nThe URL `{path.strip('/')}` does not exist. This might be because the page was"
        f" moved, renamed or deleted.\n\nYou may be looking for one of these pages:\n{similar}\n\n"
        f"## How to find the page\n\n"
        f"1. Read the [sitemap]({site.url}/sitemap.md).\n2. Ask: `GET {site.url}{path}.md?ask=<question>`\n"
    )
    return Reply(body, headers={"X-Robots-Tag": "noindex, nofollow"})


def page_html(site: DocsSite, path: str) -> str:
    """A page for a browser: head with translations and canonical address, navigation, text, footer."""
    found = site.pages[path]
    return (
        f'<!DOCTYPE html><html lang="{found.language}"><head>'
        f"<title>{html.escape(title_of(site, path))}</title>"
        f'<meta name="description" content="{html.escape(found.description)}">{"".join(_links(site, path))}'
        f"</head><body>{_navigation(site, path)}"
        f"<main>{_rendered(found.markdown)}</main>{FOOTER}</body></html>"
    )


FOOTER = (
    '<footer><a href="https://elsewhere.test/?utm_source=docs">Powered by Elsewhere</a>'
    ' <a href="mailto:help@elsewhere.test">Mail</a> <a href="javascript:void(0)">Top</a></footer>'
)


def canonical(site: DocsSite, path: str) -> str:
    """The address that a page says is its own."""
    named = site.canonical.get(path, path)
    return named if "://" in named else f"{site.url}{quote(named)}"


def title_of(site: DocsSite, path: str) -> str:
    """A page's title: its author's, else its first heading, else from its address."""
    found = site.pages[path]
    heading = next((line[2:] for line in found.markdown.splitlines() if line.startswith("# ")), "")
    return found.title or heading or path.rpartition("/")[2]


def _links(site: DocsSite, path: str) -> Iterator[str]:
    if path not in site.html_only:
        yield f'<link rel="alternate" type="text/markdown" href="{site.url}{quote(path)}.md">'
    yield f'<link rel="canonical" href="{canonical(site, path)}">'
    for language, twin in (site.twins(path) if site.hreflang_heads else {}).items():
        yield f'<link rel="alternate" hreflang="{language}" href="{site.url}{quote(twin)}">'


def _navigation(site: DocsSite, path: str) -> str:
    if not site.navigation:
        return ""
    items = (
        f'<li><a href="{quote(below)}">{html.escape(title_of(site, below))}</a></li>'
        for below in site.children(path)
    )
    return f'<header><a href="/">Home</a></header><nav><ul>{"".join(items)}</ul></nav>'


@lru_cache(maxsize=20_000)
def _rendered(markdown: str) -> str:
    return str(MarkdownIt().render(markdown))
