"""Pages and passages as rows of plain values: the same in every store that keeps tables."""

import json
from datetime import datetime

from ingest.block import BlockKind
from ingest.page import Alternate, Page
from ingest.passage import Passage

PAGE = "url, path, title, description, language, markdown, fetched_at, last_modified, alternates"
"""The columns of a page."""

PASSAGE = "page_url, ordinal, title, heading_path, anchor, language, kinds, markdown, text, addresses_agents"
"""The columns of a passage."""


def page_row(page: Page) -> tuple[str | None, ...]:
    """The values of `PAGE`."""
    modified = page.last_modified.isoformat() if page.last_modified else None
    alternates = json.dumps([[alternate.language, alternate.path] for alternate in page.alternates])
    return (
        *(page.url, page.path, page.title, page.description, page.language, page.markdown),
        *(page.fetched_at.isoformat(), modified, alternates),
    )


def page(
    url: str, path: str, title: str, description: str, language: str, markdown: str,
    fetched_at: str, last_modified: str | None, alternates: str,
) -> Page:  # fmt: skip
    """The page of a row."""
    return Page(
        *(url, path, title, description, language, markdown, datetime.fromisoformat(fetched_at)),
        last_modified=datetime.fromisoformat(last_modified) if last_modified else None,
        alternates=tuple(Alternate(*pair) for pair in json.loads(alternates)),
    )


def passage_row(passage: Passage) -> tuple[str | int, ...]:
    """The values of `PASSAGE`."""
    return (
        *(passage.page_url, passage.ordinal, passage.title, json.dumps(passage.heading_path), passage.anchor),
        *(passage.language, " ".join(sorted(passage.kinds)), passage.markdown, passage.text),
        passage.addresses_agents,
    )


def passage(
    page_url: str, ordinal: int, title: str, heading_path: str, anchor: str,
    language: str, kinds: str, markdown: str, text: str, addresses_agents: int,
) -> Passage:  # fmt: skip
    """The passage of a row."""
    held = frozenset(BlockKind(kind) for kind in kinds.split())
    headings = tuple(json.loads(heading_path))
    orders = bool(addresses_agents)
    return Passage(page_url, ordinal, title, headings, anchor, language, held, markdown, text, orders)
