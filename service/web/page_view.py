"""What a page for readers shows, ready to be put into its template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from markupsafe import Markup

from ingest.page import Page
from service.links import Links
from service.render.sitemap import translations
from service.web.addresses import page_address
from service.web.dialect import Heading, Targets, rendered
from service.web.navigation import Level, Navigation
from service.web.place import CHANGED, found_range, section_of
from service.web.texts import Table, Texts
from service.web.tree import Node

OUTLINE_LEVELS = 2
"""So many levels of headings are listed beside the page."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page and where we serve it; no address for a folder that has no page."""

    title: str
    address: str

    @classmethod
    def to(cls, node: Node | None) -> Self | None:
        """The link to a page of the tree."""
        return None if node is None else cls(node.title, page_address(node.path) if node.is_page else "")


@dataclass(frozen=True, slots=True)
class Twin:
    """The page in a language: its code, its name in the interface's language, and its address.

    `alternate` is the whole address, for those who index pages.
    """

    language: str
    name: str
    address: str
    alternate: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Outlined:
    """A heading of the page; `is_inner` where it stands below another one."""

    text: str
    anchor: str
    is_inner: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A page in words and addresses.

    `anchor` is that of its title. `original` is where it is published, "" where that is here. `updated` is
    its date in words, `moment` that in ISO 8601. `is_changed` says that the link led to a place that may not
    be there any more.
    """

    title: str
    anchor: str
    description: str
    language: str
    html: Markup
    crumbs: tuple[Link, ...]
    tree: Level
    outline: tuple[Outlined, ...]
    before: Link | None
    behind: Link | None
    updated: str
    moment: str
    markdown: str
    original: str
    twins: tuple[Twin, ...]
    is_changed: bool


def page_view(page: Page, navigation: Navigation, links: Links, says: Texts, at: str = "") -> PageView:
    """The view of a page; `at` is the place that a link points out on it."""
    found = found_range(page, at)
    marked, section = (None, section_of(at)) if found == CHANGED else (found, "")
    shown = rendered(page.markdown, targets(page.path, page.url, navigation), says.reading, marked, section)
    before, behind = navigation.tree(page).beside(page.path)
    changed = page.last_modified
    return PageView(
        title=shown.title or page.title,
        anchor=shown.anchor,
        description=" ".join(page.description.split()),
        language=page.language,
        html=shown.html,
        crumbs=tuple(filter(None, map(Link.to, navigation.above(page)))),
        tree=navigation.level(page),
        outline=tuple(_outline(shown.headings)),
        before=Link.to(before),
        behind=Link.to(behind),
        updated=_written(changed, says.reading) if changed else "",
        moment=changed.isoformat(timespec="seconds") if changed else "",
        markdown=links.served_markdown(page.path),
        original=_original(page, links),
        twins=tuple(_twins(page, links, says)),
        is_changed=found == CHANGED,
    )


def targets(path: str, url: str, navigation: Navigation) -> Targets:
    """What reads the links of the page at this path, which is published at this URL."""
    return Targets(path, url, navigation.site, page_address)


def _original(page: Page, links: Links) -> str:
    published = links.page(page.url)
    return "" if published == links.served(page.path) else published


def _twins(page: Page, links: Links, says: Texts) -> Iterator[Twin]:
    for language, path in translations(page):
        name, is_here = says.language_name(language), path == page.path
        yield Twin(language, name, page_address(path), links.served(path), is_here)


def _outline(headings: Sequence[Heading]) -> Iterator[Outlined]:
    """The headings of the two highest levels that the author used: those in hints are smaller."""
    levels = sorted({heading.written for heading in headings if heading.text})[:OUTLINE_LEVELS]
    for heading in headings:
        if heading.text and heading.anchor and heading.written in levels:
            yield Outlined(heading.text, heading.anchor, heading.written != levels[0])


def _written(moment: datetime, words: Table) -> str:
    """The date as one writes it."""
    month = words.months.split()[moment.month - 1]
    return words.date.format(day=moment.day, month=month, year=moment.year)
