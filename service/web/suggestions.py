"""What a browser's address bar offers while somebody types: headings of the documentation."""

from collections.abc import Iterable, Sequence

from index.hit import Hit
from ingest.page import Page
from service.web.addresses import passage_address

SHOWN = 6

Suggestion = tuple[str, str, str]
"""A heading, the title of its page, and where it stands on our site."""


def suggestions(hits: Iterable[tuple[Hit, Page]]) -> Sequence[Suggestion]:
    """The headings of the nearest passages, each once, best first."""
    found: dict[str, Suggestion] = {}
    for hit, page in hits:
        passage = hit.passage
        heading = passage.heading_path[-1] if passage.heading_path else page.title
        address = passage_address(page, passage.markdown, passage.anchor)
        found.setdefault(heading, (heading, page.title, address))
    return list(found.values())[:SHOWN]
