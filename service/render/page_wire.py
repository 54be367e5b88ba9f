"""A page of the site as JSON, for clients that want more of it than its text."""

from ingest.page import Page
from service.links import Links
from service.render.wire import Wire


class TwinWire(Wire):
    """The same page in another language."""

    language: str
    url: str


class PageWire(Wire):
    """A page; `url` is where it is published, `markdown` its author's text alone."""

    url: str
    markdown_url: str
    path: str
    title: str
    description: str
    language: str
    markdown: str
    content_hash: str
    last_modified: str | None
    fetched_at: str
    alternates: list[TwinWire]


def page_wire(page: Page, links: Links) -> PageWire:
    """The page in the form in which it goes over the wire."""
    return PageWire(
        url=links.page(page.url),
        markdown_url=links.served_markdown(page.path),
        path=page.path,
        title=page.title,
        description=page.description,
        language=page.language,
        markdown=page.markdown,
        content_hash=page.content_hash,
        last_modified=page.last_modified.isoformat() if page.last_modified else None,
        fetched_at=page.fetched_at.isoformat(),
        alternates=[
            TwinWire(language=twin.language, url=links.served(twin.path)) for twin in page.alternates
        ],
    )
