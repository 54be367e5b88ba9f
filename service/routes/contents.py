"""The files that list what the site has: llms.txt for agents, sitemaps and robots.txt for crawlers."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from fastapi import APIRouter, Request, Response

from ingest.page import Page
from service.accept import Form
from service.render import llms, sitemap
from service.routes.ask import answered
from service.routes.replies import NOT_THERE, asker_of, json, links_of, text, textual, wanted_form
from service.variants import in_default_language, in_variant, variants

METHODS = ["GET", "HEAD"]
XML = "application/xml"
LAST = 10**12
"""No site has so many pages."""

router = APIRouter()


@router.api_route("/llms.txt", methods=METHODS)
def llms_txt(request: Request) -> Response:
    """The index of the pages in the site's default language."""
    return _listed(request, Form.PLAIN)


@router.api_route("/{name}/llms.txt", methods=METHODS)
def variant_llms_txt(request: Request, name: str) -> Response:
    """The index of the pages of another language."""
    return _listed(request, Form.PLAIN, name)


@router.api_route("/sitemap.md", methods=METHODS)
@router.api_route("/.well-known/sitemap.md", methods=METHODS)
def sitemap_md(request: Request) -> Response:
    """The index of the default language again, under names that other clients know."""
    return _listed(request, textual(wanted_form(request, ".md")))


@router.api_route("/llms-full.txt", methods=METHODS)
@router.api_route("/llms-full.txt/{number}", methods=METHODS)
def llms_full_txt(request: Request, number: str = "0") -> Response:
    """The text of the pages in the default language, a hundred a file."""
    links, size = links_of(request), llms.FULL_PAGES
    first = int(number) * size if re.fullmatch(r"[0-9]{1,9}", number) else LAST
    found = list(islice(in_default_language(asker_of(request).generation()), first, first + size + 1))
    if not found:
        return _none_here(f"There is no such file; the first one is {links.site('/llms-full.txt')}.")
    return text(llms.llms_full(found[:size], first // size, len(found) > size, links), Form.PLAIN)


@router.api_route("/sitemap.xml", methods=METHODS)
def sitemap_xml(request: Request) -> Response:
    """The index of the variants' sitemaps."""
    prefixes = variants(asker_of(request).generation())
    return Response(sitemap.sitemap_index(prefixes, links_of(request)), media_type=XML)


@router.api_route(f"/{sitemap.FILE}", methods=METHODS)
@router.api_route(f"/{{name}}/{sitemap.FILE}", methods=METHODS)
def sitemap_pages_xml(request: Request, name: str = "") -> Response:
    """One variant's pages."""
    links, pages = links_of(request), _any(in_variant(asker_of(request).generation(), _prefix(name)))
    if pages is None:
        return _none_here(f"There is no such sitemap; all are listed in {links.site('/sitemap.xml')}.")
    return Response(sitemap.sitemap(pages, links), media_type=XML)


@router.api_route("/robots.txt", methods=METHODS)
def robots_txt(request: Request) -> Response:
    """What may be fetched, and where the sitemap is."""
    return Response(sitemap.robots_txt(links_of(request)), media_type=Form.PLAIN)


@router.api_route("/~gitbook/site-index", methods=METHODS)
def site_index(request: Request) -> Response:
    """All pages of all variants, as JSON."""
    return json(sitemap.site_index(asker_of(request).generation().pages()))


def _listed(request: Request, form: Form, name: str = "") -> Response:
    """A variant's index; an answer where the request carries `ask`, as everywhere."""
    prefix, generation, links = _prefix(name), asker_of(request).generation(), links_of(request)
    if "ask" in request.query_params:
        return answered(request, prefix or "/", form)
    pages = _any(in_variant(generation, prefix) if prefix else in_default_language(generation))
    home = generation.page(prefix or "/")
    if pages is None:
        return _none_here(f"There is no such index; the first one is {links.site('/llms.txt')}.")
    title = home.title if home else generation.info.source
    return text(llms.llms_txt(title, pages, links, prefix), form)


def _any(pages: Iterator[Page]) -> Iterator[Page] | None:
    """The pages, None where there are none: a large site's are never in memory together."""
    first = next(pages, None)
    return chain([first], pages) if first else None


def _prefix(name: str) -> str:
    return f"/{name}" if name else ""


def _none_here(said: str) -> Response:
    return text(f"{said}\n", Form.PLAIN, status=404, robots=NOT_THERE)
