"""Reads `/~gitbook/site-index`: JSON of all pages of all variants, which the platform's own search uses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexedPage:
    """One page: `pathname` is its path on the host; the other fields are empty where nothing is said."""

    pathname: str
    title: str
    description: str
    language: str


def parse_site_index(text: str) -> Iterator[IndexedPage]:
    """The pages in a site index, in its order; empty for any other text. The format is undocumented."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    pages = found.get("pages") if isinstance(found, dict) else None
    for page in pages if isinstance(pages, list) else ():
        if isinstance(page, dict) and _text(page, "pathname").startswith("/"):
            own = (_text(page, name) for name in ("pathname", "title", "description", "lang"))
            yield IndexedPage(*own)


def _text(page: dict[str, object], name: str) -> str:
    value = page.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""
