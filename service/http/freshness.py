"""What follows from the live generation alone: the tag of a response, its date, and how long it may be kept.

An entity tag is a digest of the index's state, the address and what was accepted, so it is known before the
answer is. Only responses of routes that depend on `derived` carry one.
"""

from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256
from typing import Protocol
from unicodedata import normalize
from urllib.parse import parse_qsl, quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.types import Scope

from index.store import Generation, GenerationInfo
from ingest.page import Page
from service.http.kept import KEPT_BYTES
from service.links import HOME, SAFE, Links

STAMP = "askdocs.stamp"
"""Where a request's scope holds it."""

AGENT_FORMS = "ChatGPT-User"
"""A client whose form depends on its name."""


COOKIES = ("askdocs_interface", "askdocs_theme")
"""What a reader has chosen, which their pages depend on."""


class Living(Protocol):
    """Knows the live generation."""

    def generation(self) -> Generation:
        """The live generation. Raises NoIndexError while there is none."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The tag of a response, the index that it follows from, if it is an answer, and its page."""

    tag: str
    info: GenerationInfo
    asks: bool = False
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long a response may be kept without asking, and asked for behind the user's back, in seconds.

    `shared` is false where only those with a key may read. `variant` is what else than index and request
    decides the response: the program's version, the settings that answers depend on. Of responses made, the
    service keeps so many bytes as `room` says.
    """

    max_age: int = 60
    while_revalidating: int = 600
    shared: bool = True
    variant: str = ""
    room: int = KEPT_BYTES

    @property
    def cache_control(self) -> str:
        """The header."""
        who = "public" if self.shared else "private"
        return f"{who}, max-age={self.max_age}, stale-while-revalidate={self.while_revalidating}"


def entity_tag(variant: str, info: GenerationInfo, scope: Scope) -> str:
    """The strong tag of what a GET of this address gives from an index in this state."""
    headers = Headers(scope=scope)
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = sorted((name, " ".join(normalize("NFC", value).split())) for name, value in query)
    agent = AGENT_FORMS in headers.get("user-agent", "")
    accepted = [headers.get(name, "") for name in ("accept", "accept-language", "host")]
    chosen = [cookie_parser(headers.get("cookie", "")).get(name, "") for name in COOKIES]
    state = (info.number, info.fingerprint, info.checked_at, info.unchecked)
    told = repr((variant, state, scope["path"], asked, accepted, chosen, agent))
    return f'"{sha256(told.encode()).hexdigest()[:32]}"'


def derived(request: Request) -> None:
    """A dependency for routes whose response follows from the live generation and the request alone."""
    if request.method != "GET":
        return
    generation = request.app.state.asker.generation()
    freshness: Freshness = request.app.state.freshness
    tag = entity_tag(freshness.variant, generation.info, request.scope)
    asks = "ask" in request.query_params
    page = None if asks else generation.page(_site_path(request.scope["path"]))
    request.scope[STAMP] = Stamp(tag, generation.info, asks, page)


def _site_path(path: str) -> str:
    bare = path.removesuffix(".md").removesuffix(".json").rstrip("/")
    return "/" if bare.lower() in {"", "/index", HOME} else bare


def stamped(stamp: Stamp, freshness: Freshness, headers: MutableHeaders) -> None:
    """Write what a stamp says into the headers of its response; what is there stays.

    An answer as JSON tells how long it took to make: made anew it is another, so its tag is weak.
    """
    weak = stamp.asks and headers.get("content-type", "").startswith("application/json")
    headers.setdefault("ETag", f"W/{stamp.tag}" if weak else stamp.tag)
    headers.setdefault("Cache-Control", freshness.cache_control)
    if modified := stamp.page and (stamp.page.last_modified or stamp.page.fetched_at):
        headers.setdefault("Last-Modified", format_datetime(modified.astimezone(UTC), usegmt=True))
    said = headers.get("link", "")
    for link in _links(stamp.page):
        if link.split("; ")[1] not in said:
            headers.append("Link", link)


def _links(page: Page | None) -> list[str]:
    """Where a page is for people and as markdown, and what describes the whole."""
    links = ['</llms.txt>; rel="describedby"; type="text/plain"']
    links.append('</openapi.json>; rel="service-desc"; type="application/json"')
    if page:
        here = Links("")
        published = quote(here.page(page.url), safe=f"{SAFE}%?#")
        links.append(f'<{published}>; rel="canonical"')
        links.append(f'<{here.served_markdown(page.path)}>; rel="alternate"; type="text/markdown"')
        for other in page.alternates:
            links.append(f'<{here.served(other.path)}>; rel="alternate"; hreflang="{other.language}"')
    return links
