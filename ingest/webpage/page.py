"""Reads a documentation page from its HTML: what its head says, and its main content as markdown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag

from bs4 import BeautifulSoup, Tag

from ingest.language import language_code
from ingest.web.contents import Translation
from ingest.webpage.chrome import strip_chrome
from ingest.webpage.code import rewrite_code
from ingest.webpage.converter import DialectConverter
from ingest.webpage.document import (
    absolute,
    attribute,
    base_address,
    document,
    erase,
    erase_unseen,
    flatten,
    inside,
    nearest,
    words,
)
from ingest.webpage.main_content import main_content
from ingest.webpage.tables import dissolve_layout
from ingest.webpage.text import escaped
from ingest.webpage.widgets import rewrite_formulas, rewrite_tabs, rewrite_tasks, rewrite_widgets

SUFFIX = re.compile(r"\s+(?:[|–—·•»]|::|-)\s+(?=\S)")
"""What stands between a page's title and its site's name."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """What an HTML document says of itself; all URLs are absolute, and what it does not say is empty.

    `language` is an ISO 639-1 code. `translations` are the `hreflang` alternates without x-default. `links`
    are the http(s) targets of all links of the document, each once, in order, without fragments.
    """

    title: str = ""
    description: str = ""
    language: str = ""
    canonical: str = ""
    translations: tuple[Translation, ...] = ()
    links: tuple[str, ...] = ()


def read(html: str, url: str) -> WebPage:
    """What the HTML that was found at `url` says of itself; it never fails, whatever the text."""
    return _described(document(html), url)


def _described(soup: BeautifulSoup, url: str) -> WebPage:
    base = base_address(soup, url)
    metas = _metas(soup)
    root = soup.find("html")
    return WebPage(
        title=_title(soup, metas),
        description=metas.get("description") or metas.get("og:description", ""),
        language=language_code(attribute(root, "lang")) if root else "",
        canonical=next((target for link, target in _head_links(soup, base) if _rel(link, "canonical")), ""),
        translations=_translations(soup, base),
        links=_links(soup, base),
    )


def markdown(html: str, url: str) -> str:
    """The main content of the HTML that was found at `url`, as the site would serve its markdown.

    The first line is the title. "" where there is no content. It never fails, whatever the text.
    """
    soup = document(html)
    page = _described(soup, url)
    base = base_address(soup, url)
    main = _cleaned(soup, page.description)
    if main is None:
        return ""
    converter = DialectConverter(base)
    title = _take_heading(main, converter) or (f"# {escaped(page.title)}" if page.title else "")
    body = converter.convert_soup(main).strip()
    return "\n\n".join(part for part in (title, body) if part) + "\n" if title or body else ""


def _cleaned(soup: BeautifulSoup, description: str) -> Tag | None:
    """The main content, with nothing in it but what the page says, in elements that the converter knows."""
    rewrite_formulas(soup)
    erase_unseen(soup)
    flatten(soup)
    main = main_content(soup)
    if main is None:
        return None
    rewrite_tasks(main)
    rewrite_code(main)
    rewrite_tabs(main)
    strip_chrome(main, description)
    rewrite_widgets(main)
    dissolve_layout(main)
    return main


def _take_heading(main: Tag, converter: DialectConverter) -> str:
    """The page's title as its first heading shows it; the heading is erased."""
    heading = main.find("h1")
    if heading is None:
        return ""
    title = converter.convert_soup(heading).strip()
    erase(heading)
    return title


def _title(soup: BeautifulSoup, metas: Mapping[str, str]) -> str:
    site = metas.get("og:site_name", "")
    heading = _heading(soup)
    shared = _without_site(metas.get("og:title", ""), site, heading)
    if shared and shared != site:
        return shared
    if heading:
        return heading
    found = soup.find("title")
    return _without_site(words(found), site, heading) if found else ""


def _heading(soup: BeautifulSoup) -> str:
    headings = inside(soup, "h1")
    own = (heading for heading in headings if nearest(heading, "main", "article"))
    found = next(own, None) or next(iter(headings), None)
    return words(found) if found else ""


def _without_site(title: str, site: str, heading: str) -> str:
    """A title without the site's name behind it."""
    title = " ".join(title.split())
    if heading and title.startswith(heading):
        return heading
    separators = list(SUFFIX.finditer(title))
    if not separators:
        return title
    last = separators[-1]
    is_site = title[last.end() :] == site if site else last[0].strip() != "-"
    return title[: last.start()] if is_site else title


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """What the document's `<meta>` elements say, by name or property; the first that says anything counts."""
    found: dict[str, str] = {}
    for element in inside(soup, "meta"):
        name = attribute(element, "name") or attribute(element, "property")
        if content := " ".join(attribute(element, "content").split()):
            found.setdefault(name.lower(), content)
    return found


def _rel(link: Tag, name: str) -> bool:
    return name in attribute(link, "rel").lower().split()


def _head_links(soup: BeautifulSoup, base: str) -> list[tuple[Tag, str]]:
    """The document's `<link>` elements that lead to http(s) URLs."""
    links = ((link, absolute(attribute(link, "href"), base)) for link in inside(soup, "link"))
    return [(link, target) for link, target in links if target]


def _translations(soup: BeautifulSoup, base: str) -> tuple[Translation, ...]:
    return tuple(
        Translation(tag, target)
        for link, target in _head_links(soup, base)
        if _rel(link, "alternate") and (tag := attribute(link, "hreflang")) and tag.lower() != "x-default"
    )


def _links(soup: BeautifulSoup, base: str) -> tuple[str, ...]:
    targets = (absolute(attribute(link, "href"), base) for link in inside(soup, "a") if link.has_attr("href"))
    return tuple(dict.fromkeys(urldefrag(target).url for target in targets if target))
