"""Passages and pages that were found, and pages as such, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from index.hit import Hit
from ingest.page import Page
from service.links import Links
from service.render.why import WhyWire, rounded
from service.render.wire import Wire


class PassageWire(Wire):
    """A passage: a literal substring of a page's markdown; `url` is a deep link to where it stands."""

    type: Literal["passage"] = "passage"
    rank: int
    score: float
    markdown: str
    url: str
    page: str
    path: str
    title: str
    heading_path: list[str]
    language: str
    why: WhyWire


class FoundPageWire(Wire):
    """A page with passages that were found: `score` is that of the best, `sections` are their headings."""

    type: Literal["page"] = "page"
    rank: int
    score: float
    page: str
    markdown_url: str
    path: str
    title: str
    language: str
    sections: list[str]


class PageEntry(Wire):
    """A page in a list: `url` is where it is published; `content_hash` changes when what it says does."""

    url: str
    markdown_url: str
    path: str
    title: str
    description: str
    language: str
    content_hash: str
    last_modified: datetime | None
    fetched_at: datetime


def passage_wire(rank: int, hit: Hit, page: Page, why: WhyWire, links: Links) -> PassageWire:
    """A passage of the page, at its place."""
    passage = hit.passage
    return PassageWire(
        rank=rank,
        score=rounded(hit.score),
        markdown=passage.markdown,
        url=links.section(passage.page_url, passage.anchor),
        page=links.page(passage.page_url),
        path=page.path,
        title=passage.title,
        heading_path=list(passage.heading_path),
        language=passage.language,
        why=why,
    )


def found_page_wire(rank: int, hits: Sequence[Hit], page: Page, links: Links) -> FoundPageWire:
    """A page at its place, for the hits on it, best first."""
    sections = dict.fromkeys(" > ".join(hit.passage.heading_path) for hit in hits)
    return FoundPageWire(
        rank=rank,
        score=rounded(hits[0].score),
        page=links.page(page.url),
        markdown_url=links.markdown(page.url),
        path=page.path,
        title=page.title,
        language=page.language,
        sections=[section for section in sections if section],
    )


def page_entry(page: Page, links: Links) -> PageEntry:
    """A page in a list."""
    return PageEntry(
        url=links.page(page.url),
        markdown_url=links.served_markdown(page.path),
        path=page.path,
        title=page.title,
        description=page.description,
        language=page.language,
        content_hash=page.content_hash,
        last_modified=page.last_modified,
        fetched_at=page.fetched_at,
    )
