"""Addresses of the pages for people on our own site: a page, a place in it, a question asked from it."""

from urllib.parse import quote, urlencode

from ingest.page import Page
from service.links import SAFE
from service.web.dialect.found import ID
from service.web.place import place_of


def page_address(path: str) -> str:
    """The page at a site path."""
    return quote(path, safe=SAFE)


def passage_address(page: Page, markdown: str, anchor: str) -> str:
    """The page with these words of it marked, opened there; at a heading where it does not have them."""
    address = page_address(page.path)
    if place := place_of(page, markdown, anchor):
        return f"{address}?at={quote(place, safe='~')}#{ID}"
    return f"{address}#{quote(anchor)}" if anchor else address


def ask_address(path: str, question: str, goal: str = "") -> str:
    """A question asked from the page at a site path."""
    asked = {"ask": question, "goal": goal} if goal else {"ask": question}
    return f"{page_address(path)}?{urlencode(asked, quote_via=quote)}"
