"""What follows from the live generation alone: its entity tag, its date, how long it may be kept, and 304.

An entity tag is a digest of the index's state, the address and what was accepted, so it is known before the
answer is. Only responses of routes that depend on `derived` carry one. A client that shows a tag which would
be right now must have had it from such a response, so it is told 304 and nothing is looked up.
"""

from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256
from typing import Protocol
from unicodedata import normalize
from urllib.parse import parse_qsl, quote

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import NoIndexError, StoreError
from index.store import Generation, GenerationInfo
from ingest.page import Page
from service.links import HOME, SAFE, Links

STAMP = "askdocs.stamp"
"""Where a request's scope holds it."""

AGENT_FORMS = "ChatGPT-User"
"""A client whose form depends on its name."""


class Living(Protocol):
    """Knows the live generation."""

    def generation(self) -> Generation:
        """The live generation. Raises NoIndexError while there is none."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The tag of a response, and the page that it is, if it is one."""

    tag: str
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long a response may be kept without asking, and asked for behind the user's back, in seconds.

    `shared` is false where only those with a key may read. `variant` is what else than index and request
    decides the response: the program's version, the settings that answers depend on.
    """

    max_age: int = 60
    while_revalidating: int = 600
    shared: bool = True
    variant: str = ""

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
    state = (info.number, info.fingerprint, info.checked_at, info.unchecked)
    told = repr((variant, state, scope["path"], asked, accepted, agent))
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
    request.scope[STAMP] = Stamp(tag, page)


def _site_path(path: str) -> str:
    bare = path.removesuffix(".md").removesuffix(".json").rstrip("/")
    return "/" if bare.lower() in {"", "/index", HOME} else bare


class Conditional:
    """An ASGI middleware: 304 to whoever has it already, and the headers of a stamped response."""

    def __init__(self, app: ASGIApp, living: Living, freshness: Freshness) -> None:
        self.app = app
        self.living = living
        self.freshness = freshness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        shown = Headers(scope=scope).get("if-none-match", "")
        if shown and (tag := await self._known(scope, shown)):
            headers = {"ETag": tag, "Cache-Control": self.freshness.cache_control, "Vary": "Accept"}
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self._stamp(scope, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, stamped)

    async def _known(self, scope: Scope, shown: str) -> str | None:
        """The tag that is right now, if the client shows it."""
        try:  # in a thread, since a new generation is opened by whoever asks first
            generation = await anyio.to_thread.run_sync(self.living.generation)
        except (NoIndexError, StoreError):
            return None
        tag = entity_tag(self.freshness.variant, generation.info, scope)
        known = {each.strip().removeprefix("W/") for each in shown.split(",")}
        return tag if tag in known else None

    def _stamp(self, scope: Scope, headers: MutableHeaders) -> None:
        stamp: Stamp | None = scope.get(STAMP)
        if stamp is None or headers.get("content-type", "").startswith("text/event-stream"):
            return
        headers.setdefault("ETag", stamp.tag)
        headers.setdefault("Cache-Control", self.freshness.cache_control)
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


class WeakWhenPacked:
    """An ASGI middleware around compression: packed bytes are others, so their tag is weak."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                if tag.startswith('"') and "content-encoding" in headers:
                    headers["ETag"] = f"W/{tag}"
            await send(message)

        await self.app(scope, receive, weakened)
