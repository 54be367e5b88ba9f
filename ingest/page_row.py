"""A page as a row of the table `pages`, and back."""

import json
from collections.abc import Iterable
from datetime import datetime

from ingest.page import Alternate, Page


def row_of(page: Page) -> tuple[str | None, ...]:
    """The row of a page, in the order of the table's columns."""
    moments = (text_of(page.fetched_at), text_of(page.last_modified))
    own = (page.url, page.path, page.title, page.description, page.language, page.markdown)
    return (*own, *moments, pairs_of(page.alternates))


def page_of(row: tuple[str, ...]) -> Page:
    """The page in a row."""
    url, path, title, description, language, markdown, fetched_at, last_modified, alternates = row
    return Page(
        url=url,
        path=path,
        title=title,
        description=description,
        language=language,
        markdown=markdown,
        fetched_at=datetime.fromisoformat(fetched_at),
        last_modified=moment_of(last_modified),
        alternates=tuple(Alternate(*pair) for pair in json.loads(alternates)),
    )


def pairs_of(alternates: Iterable[Alternate]) -> str:
    """Translations as text."""
    return json.dumps([(twin.language, twin.path) for twin in alternates])


def moment_of(text: str | None) -> datetime | None:
    """The moment in a text."""
    return datetime.fromisoformat(text) if text else None


def text_of(moment: datetime | None) -> str | None:
    """A moment as text: later ones compare greater, as long as all are in one zone."""
    return moment.isoformat() if moment else None
