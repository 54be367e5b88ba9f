"""What is shown while somebody types: the nearest passages under their pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.hit import Hit
from ingest.page import Page
from service.web.addresses import passage_address
from service.web.pages import Pages
from service.web.snippet import Piece, highlighted, snippet
from service.web.trail import trail

PAGES = 6

PASSAGES = 3
"""So many of each page."""

SECTIONS = 12
"""So many sections are offered as filters."""


@dataclass(frozen=True, slots=True)
class ResultOption:
    """A passage: its heading, some of its words, and where it stands on our site."""

    heading: tuple[Piece, ...]
    words: tuple[Piece, ...]
    address: str


@dataclass(frozen=True, slots=True)
class PageResults:
    """A page with its nearest passages. `trail` are the titles of the pages above it."""

    title: str
    trail: tuple[str, ...]
    language: str
    options: tuple[ResultOption, ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Pages, best first; `sections` are titles and paths of what one may look at alone."""

    pages: tuple[PageResults, ...]
    sections: tuple[tuple[str, str], ...]

    @property
    def count(self) -> int:
        """How many passages are shown."""
        return sum(len(page.options) for page in self.pages)


def results_view(
    hits: Sequence[tuple[Hit, Page]], everything: Sequence[tuple[Hit, Page]], typed: str, pages: Pages
) -> ResultsView:
    """The view of the hits that pass the filters; sections are offered of `everything` that was found."""
    by_page: dict[str, tuple[Page, list[Hit]]] = {}
    for hit, page in hits:
        by_page.setdefault(page.url, (page, []))[1].append(hit)
    shown = list(by_page.values())[:PAGES]
    sections = dict.fromkeys((page.title, page.path) for _, page in everything)
    return ResultsView(
        pages=tuple(_page(page, on_page, typed, pages) for page, on_page in shown),
        sections=tuple(sections)[:SECTIONS],
    )


def _page(page: Page, hits: Sequence[Hit], typed: str, pages: Pages) -> PageResults:
    options = tuple(_option(page, hit, typed) for hit in hits[:PASSAGES])
    return PageResults(page.title, trail(page, pages), page.language, options)


def _option(page: Page, hit: Hit, typed: str) -> ResultOption:
    passage = hit.passage
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    return ResultOption(
        heading=highlighted(heading, typed, passage.language),
        words=snippet(_below_heading(passage.text, heading), typed, passage.language),
        address=passage_address(page, passage.markdown, passage.anchor),
    )


def _below_heading(text: str, heading: str) -> str:
    """The text without the heading that it begins with: that stands above it already."""
    rest = text.strip().removeprefix(heading).strip()
    return rest or text
