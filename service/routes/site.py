"""The documentation site: every page's address gives the page, and with `?ask=` an answer."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from service.accept import Form, wanted
from service.ask import Asker
from service.errors import EmptyQuestionError, QuestionTooLongError
from service.links import HOME, Links
from service.question import Question
from service.render import html, markdown, site, wire

SIMILAR = 5
"""How many pages the not-found text names."""

router = APIRouter()


@router.get("/llms.txt")
def llms_txt(request: Request) -> Response:
    """The index of the pages in the site's default language."""
    generation = _asker(request).generation()
    home = generation.page("/")
    language = (
        home.language if home else max(generation.info.pages, key=lambda code: generation.info.pages[code])
    )
    pages = (page for page in generation.pages() if page.language == language)
    title = home.title if home else generation.info.source
    return _text(site.llms_txt(title, pages, _links(request)), Form.PLAIN)


@router.get("/{path:path}")
def page_or_answer(request: Request, path: str) -> Response:
    """A page in the form that the client wants; an answer where the request carries `ask`."""
    form = wanted(
        request.headers.get("accept", ""), request.headers.get("user-agent", ""), path.endswith(".md")
    )
    address = site_path(path)
    if "ask" in request.query_params:
        return _answer(request, address, form)
    return _page(request, address, form)


def site_path(path: str) -> str:
    """The site path of a requested one: `en/users.md` -> `/en/users`, `readme.md` -> `/`."""
    bare = path.removesuffix(".md").rstrip("/").removeprefix("/")
    home = bare.lower() in {"", "index", HOME.removeprefix("/")}
    return "/" if home else f"/{bare}"


def _answer(request: Request, address: str, form: Form) -> Response:
    asked = request.query_params["ask"]
    goal = request.query_params.get("goal", "")
    try:
        question = Question.checked(asked, goal, page=address)
    except EmptyQuestionError as error:
        return _text(f"{error}\n", _textual(form))
    except QuestionTooLongError as error:
        return _text(f"{error}\n", _textual(form), status=400)
    answer = _asker(request).ask(question)
    links = _links(request)
    if form is Form.JSON:
        body = wire.wire(answer, links).model_dump_json(by_alias=True)
        return Response(body, media_type=Form.JSON, headers=_headers())
    text = markdown.render(answer, links, goal)
    if form is Form.HTML:
        page_url = links.ask(address, question.text, goal)
        return _html(html.render(text, question.text, answer.language, page_url, question.text))
    return _text(text, form)


def _page(request: Request, address: str, form: Form) -> Response:
    generation = _asker(request).generation()
    links = _links(request)
    document = generation.page(address)
    instructions = request.query_params.get("displayAgentInstructions", "").lower() != "false"
    if document is None:
        return _missing(request, address, form)
    if form is Form.HTML:
        url = links.markdown(document.url)
        return _html(html.render(document.markdown, document.title, document.language, url))
    return _text(site.page(document, links, instructions), _textual(form))


def _missing(request: Request, address: str, form: Form) -> Response:
    similar = _asker(request).similar_pages(address.replace("/", " ").replace("-", " "), SIMILAR)
    text = site.not_found(address, similar, _links(request))
    if form is Form.HTML:
        body = html.render(text, "Page Not Found", "en", _links(request).markdown(address))
        return _html(body, status=404)
    return _text(text, _textual(form), robots="noindex, nofollow")


def _textual(form: Form) -> Form:
    """The form of what has markdown only."""
    return Form.PLAIN if form is Form.PLAIN else Form.MARKDOWN


def _text(body: str, form: Form, status: int = 200, robots: str = "noindex") -> Response:
    return Response(body, status, media_type=f"{form}; charset=utf-8", headers=_headers(robots))


def _html(body: str, status: int = 200) -> Response:
    return Response(body, status, media_type=f"{Form.HTML}; charset=utf-8", headers=_headers())


def _headers(robots: str = "noindex") -> Mapping[str, str]:
    return {"Vary": "Accept", "X-Robots-Tag": robots}


def _asker(request: Request) -> Asker:
    asker: Asker = request.app.state.asker
    return asker


def _links(request: Request) -> Links:
    return Links(request.app.state.public_url or str(request.base_url))
