"""Where a page stands: the titles of the pages above it."""

from ingest.language import below_language
from ingest.page import Page
from service.web.pages import Pages


def trail(page: Page, pages: Pages) -> tuple[str, ...]:
    """Titles of the pages above this one, outermost first, without the home page's."""
    titles: list[str] = []
    path = page.path
    while (path := path.rpartition("/")[0]) and below_language(path) != "/":
        if above := pages.page(path):
            titles.insert(0, above.title)
    return tuple(titles)
