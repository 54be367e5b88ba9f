"""The documentation site: every page's address gives the page, and with `?ask=` an answer."""

import re
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from index.store import Generation
from ingest.language import below_language
from ingest.page import Page
from service.accept import SUFFIXES, Form
from service.links import HOME
from service.problems import problem
from service.questions.question import MAX_CHARACTERS
from service.render import site
from service.render.page_wire import page_wire
from service.routes.ask import answered
from service.routes.replies import (
    NOINDEX,
    NOT_THERE,
    asker_of,
    json,
    labels,
    links_of,
    text,
    textual,
    wanted_form,
)
from service.routes.web_home import home_shown, is_home, missing_shown
from service.routes.web_reading import page_shown

SIMILAR = 5
"""How many pages the not-found text names."""

HOME_NAMES = ("readme", "index")
"""What the page of a folder is called, where its own address cannot be written."""

router = APIRouter()


@router.api_route("/{path:path}", methods=["GET", "HEAD"])
def page_or_answer(request: Request, path: str) -> Response:
    """A page in the form that the client wants; an answer where the request carries `ask`."""
    address, suffix = site_path(path)
    form = wanted_form(request, suffix)
    generation = asker_of(request).generation()
    page = _page(address, generation)
    moved = "" if page else request.app.state.moves.target(address, generation)
    if "ask" in request.query_params:
        return answered(request, page.path if page else moved or address, form)
    if moved:
        return _redirect(request, moved, suffix)
    return _shown(request, page, form) if page else _missing(request, address, form)


def site_path(path: str) -> tuple[str, str]:
    """The site path of a requested one, and its suffix: `en/users.md` -> `/en/users`, `.md`."""
    suffix = next((each for each in SUFFIXES if path.endswith(each)), "")
    bare = path.removesuffix(suffix).strip("/")
    return ("/" if f"/{bare}".lower() == HOME else f"/{bare}"), suffix


def _page(address: str, generation: Generation) -> Page | None:
    """The page at a site path, or the one of the folder that `/readme` or `/index` is in."""
    above, _, name = address.rpartition("/")
    found = generation.page(address)
    return found or (generation.page(above or "/") if name.lower() in HOME_NAMES else None)


def _shown(request: Request, page: Page, form: Form) -> Response:
    links = links_of(request)
    if form is Form.JSON:
        return json(page_wire(page, links).model_dump(by_alias=True), robots=NOINDEX)
    if form is not Form.HTML:
        bare = request.query_params.get("displayAgentInstructions", "").lower() == "false"
        return text(site.page(page, links, instructions=not bare), form, robots=NOINDEX)
    return home_shown(request, page) if is_home(page) else page_shown(request, page)


def _redirect(request: Request, path: str, suffix: str) -> Response:
    """To where a page has moved, in the same form and with the same parameters."""
    links = links_of(request)
    address = f"{links.served(HOME if suffix and path == '/' else path)}{suffix}"
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{address}{query}", 308, headers=labels(NOINDEX))


def _missing(request: Request, address: str, form: Form) -> Response:
    """An agent gets 200, since it would not read the body of an error; others learn from the status too."""
    links = links_of(request)
    if form is Form.JSON:
        listed = links.site("/llms.txt")
        return problem(404, f"There is no page at {quote(address)}: {listed} lists pages.", labels(NOT_THERE))
    words = _words(address)
    similar = asker_of(request).similar_pages(words, SIMILAR) if words else []
    if form is Form.HTML:
        return missing_shown(request, address, similar)
    return text(site.not_found(address, similar, links), textual(form), robots=NOT_THERE)


def _words(address: str) -> str:
    """What of an address can be searched for: its words, not more of them than a question has."""
    return " ".join(re.split(r"[\s/_-]+", below_language(address)))[:MAX_CHARACTERS].strip()
