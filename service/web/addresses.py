"""Addresses of the pages for people on our own site: a page, a place in it, a question asked from it."""

from urllib.parse import quote, urlencode

from ingest.page import Page
from service.links import SAFE
from service.web.place import place_of


def page_address(path: str) -> str:
    """The page at a site path."""
    return quote(path, safe=SAFE)


def passage_address(page: Page, markdown: str, anchor: str) -> str:
    """The page at a heading, with these words of it marked."""
    place = place_of(page, markdown)
    query = f"?at={quote(place, safe='~')}" if place else ""
    fragment = f"#{quote(anchor)}" if anchor else ""
    return f"{page_address(page.path)}{query}{fragment}"


def ask_address(path: str, question: str, goal: str = "") -> str:
    """A question asked from the page at a site path."""
    asked = {"ask": question, "goal": goal} if goal else {"ask": question}
    return f"{page_address(path)}?{urlencode(asked, quote_via=quote)}"
