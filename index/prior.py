"""What a passage gains for standing near the place that a question is asked from: a hint, never a filter."""

from dataclasses import dataclass
from typing import Self

from index.store import Generation
from ingest.language import below_language
from ingest.page import Page
from ingest.passage import Passage

PAGE = 0.08
"""What a passage gains that stands on the page from which the question is asked."""

ANCHOR = 0.05
"""What it gains besides where it stands under the very heading."""

SECTION = 0.01
"""What a passage gains that stands elsewhere in the page's section."""


@dataclass(frozen=True, slots=True)
class Prior:
    """The place that a question is asked from: the URL of a page, the beginning of the URLs of its section's
    other pages, and the fragment of a heading. "" for what nobody said.
    """

    page: str = ""
    section: str = ""
    anchor: str = ""

    @classmethod
    def at(cls, generation: Generation, address: str) -> Self:
        """The place at a path or URL, with or without a fragment; nowhere where there is no such page."""
        if not address:
            return cls()
        if page := generation.page(address):
            return cls(page.url, _section(page))
        place, _, anchor = address.partition("#")
        page = generation.page(place) if anchor else None
        return cls(page.url, _section(page), anchor) if page else cls()

    def gain(self, passage: Passage) -> float:
        """What is added to the passage's score."""
        if not self.page:
            return 0.0
        if passage.page_url == self.page:
            return PAGE + (ANCHOR if self.anchor and passage.anchor == self.anchor else 0.0)
        return SECTION if self.section and passage.page_url.startswith(self.section) else 0.0


def _section(page: Page) -> str:
    """The pages below the same parent; below the page itself where its parent is the site or a language."""
    segments = [segment for segment in below_language(page.path).split("/") if segment]
    if not segments:
        return ""
    return page.url[: page.url.rfind("/") + 1] if len(segments) > 1 else f"{page.url}/"
