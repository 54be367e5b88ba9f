"""The home page as people see it, and what they see in place of a page that is missing."""

from collections.abc import Sequence

from fastapi import Request, Response

from ingest.language import path_language
from ingest.page import Page
from service.routes.replies import NOT_THERE, asker_of, links_of
from service.routes.web_reading import navigation_of, page_headers
from service.routes.web_replies import frame_of, html_page
from service.variants import variant
from service.web.home_view import home_view
from service.web.missing_view import missing_view
from service.web.page_view import page_view


def is_home(page: Page) -> bool:
    """Whether it is the first page of the site, or of a language."""
    return page.path == (variant(page) or "/")


def home_shown(request: Request, page: Page) -> Response:
    """The home page with a large search box."""
    frame, navigation = frame_of(request, page.language, page.path), navigation_of(request)
    text = page_view(page, navigation, links_of(request), frame.says, request.query_params.get("at", ""))
    view = home_view(text, navigation.tree(page), page.path, asker_of(request).generation())
    return html_page("home.html", frame, view, headers=page_headers(text))


def missing_shown(request: Request, address: str, similar: Sequence[Page]) -> Response:
    """The site has no page at this path, but these."""
    frame = frame_of(request, path_language(address))
    view = missing_view(similar, asker_of(request).generation())
    return html_page("missing.html", frame, view, 404, {"X-Robots-Tag": NOT_THERE})
