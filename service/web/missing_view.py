"""What stands in for a page that the site does not have: those that may be meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.page import Page
from service.web.addresses import page_address
from service.web.pages import Pages
from service.web.trail import trail


@dataclass(frozen=True, slots=True)
class SimilarPage:
    """A page that may be meant."""

    title: str
    trail: str
    description: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class MissingView:
    """Pages with a similar address or topic, best first."""

    similar: tuple[SimilarPage, ...]


def missing_view(similar: Sequence[Page], pages: Pages) -> MissingView:
    """The view of similar pages."""
    return MissingView(tuple(_similar(page, pages) for page in similar))


def _similar(page: Page, pages: Pages) -> SimilarPage:
    return SimilarPage(
        title=page.title,
        trail=" › ".join(trail(page, pages)),
        description=" ".join(page.description.split()),
        language=page.language,
        address=page_address(page.path),
    )
