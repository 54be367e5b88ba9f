"""Renders markdown as a page of a small site does, and finds what a browser would run of it."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from ingest.links import SiteMap
from service.web.addresses import page_address
from service.web.dialect import Rendered, Targets, rendered
from service.web.texts import texts

ORIGIN = "https://docs.test"

PAGES = {"/": "Home", "/guide": "Guide", "/guide/one": "Page one", "/guide/dois artigos": "Dois artigos"}

ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "input", "button", "textarea", "select"}
ACTIVE |= {"link", "meta", "base", "template", "audio", "video", "math", "foreignobject", "use", "animate"}

TARGETS = Targets(
    "/guide",
    f"{ORIGIN}/guide",
    SiteMap.of((ORIGIN + path, path, title) for path, title in PAGES.items()),
    page_address,
)


def whole(markdown: str, found: range | None = None, targets: Targets = TARGETS) -> Rendered:
    """The markdown as the page `/guide` shows it, in English."""
    return rendered(markdown, targets, texts("en").reading, found)


def soup(markdown: str, found: range | None = None, targets: Targets = TARGETS) -> BeautifulSoup:
    """The same, parsed."""
    return BeautifulSoup(whole(markdown, found, targets).html, "html.parser")


def seen(markdown: str) -> str:
    """What one reads of it."""
    return " ".join(soup(markdown).get_text(" ").split())


def live(html: str) -> Iterator[str]:
    """What a browser would run of it, load as a frame, or send elsewhere."""
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name in ACTIVE or (element.name == "svg" and element.get("class") != ["icon"]):
            yield str(element)
        for name, value in element.attrs.items():
            address = re.sub(r"[\x00-\x20]", "", str(value)).lower()
            if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
                yield f"{name}={value}"
            if name in {"href", "src"} and re.match(r"(?!https?:|mailto:|tel:)[a-z0-9+.-]*:", address):
                yield f"{name}={value}"
