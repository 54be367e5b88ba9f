"""Pages as people read them, and what else is rendered from the markdown of pages."""

from collections.abc import Callable, Iterable, Mapping

from fastapi import Request, Response
from markupsafe import Markup

from ingest.page import Page
from service.routes.replies import NOINDEX, asker_of, labels, links_of
from service.routes.web_replies import frame_of, html_page
from service.web.dialect import rendered
from service.web.navigation import Navigation, Navigations
from service.web.page_view import PageView, page_view, targets
from service.web.texts import Texts


def page_shown(request: Request, page: Page) -> Response:
    """The page in the frame of the site; one that is published elsewhere is to be found there."""
    links, frame = links_of(request), frame_of(request, page.language, page.path)
    view = page_view(page, navigation_of(request), links, frame.says, request.query_params.get("at", ""))
    return html_page("page.html", frame, view, headers=page_headers(view))


def page_headers(view: PageView) -> Mapping[str, str]:
    """The headers that go with a page: its other form, its languages, and whether it is to be indexed."""
    spoken = [(twin.language, twin.alternate) for twin in view.twins]
    return labels(_robots(view.original), _alternates(view.markdown, spoken))


def navigation_of(request: Request) -> Navigation:
    """The navigation of the live generation."""
    navigations: Navigations = request.app.state.navigations
    return navigations.of(asker_of(request).generation())


def passages_of(request: Request, says: Texts) -> Callable[[str, str], Markup]:
    """What makes safe HTML of markdown that stands on the page at a URL or site path."""
    generation, navigation = asker_of(request).generation(), navigation_of(request)

    def html(markdown: str, url: str) -> Markup:
        page = generation.page(url)
        path, published = (page.path, page.url) if page else (url, url)
        return rendered(markdown, targets(path, published, navigation), says.reading).html

    return html


def _robots(original: str) -> str:
    return NOINDEX if original else ""


def _alternates(markdown: str, spoken: Iterable[tuple[str, str]]) -> list[str]:
    """The page in its other form, and in its languages, for `Link` headers: as its head has them."""
    other_form = f'<{markdown}>; rel="alternate"; type="text/markdown"'
    return [other_form, *(f'<{url}>; rel="alternate"; hreflang="{code}"' for code, url in spoken)]
