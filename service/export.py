"""The live index as JSON lines, for other programs."""

import json
from collections.abc import Iterator
from enum import StrEnum

from index.store import Generation
from ingest.page import Page
from ingest.passage import Passage

CHUNK = 500
"""Passages read at once."""


class What(StrEnum):
    """What can be exported."""

    PAGES = "pages"
    PASSAGES = "passages"


def lines(generation: Generation, what: What) -> Iterator[str]:
    """One JSON object a page or passage."""
    objects = map(_page, generation.pages()) if what is What.PAGES else map(_passage, _passages(generation))
    return (json.dumps(each, ensure_ascii=False) for each in objects)


def _passages(generation: Generation) -> Iterator[Passage]:
    total = sum(generation.info.passages.values())
    for first in range(0, total, CHUNK):
        yield from generation.passages(range(first, min(first + CHUNK, total)))


def _page(page: Page) -> dict[str, str]:
    return {"url": page.url, "language": page.language, "title": page.title, "markdown": page.markdown}


def _passage(passage: Passage) -> dict[str, str | list[str]]:
    return {
        "page_url": passage.page_url,
        "heading_path": list(passage.heading_path),
        "anchor": passage.anchor,
        "language": passage.language,
        "markdown": passage.markdown,
        "text": passage.text,
    }
