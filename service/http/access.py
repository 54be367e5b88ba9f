"""Who may ask for what, and how often."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from ipaddress import IPv6Network
from math import ceil
from time import time
from urllib.parse import parse_qsl

from limits import RateLimitItem, parse, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.cookie_key import SIGN_IN, SIGN_OUT, cookie_key, is_browsing, to_sign_in
from service.http.problem import problem
from service.keys import Key, KeyRing
from service.keys import Scope as KeyScope

NEEDED: Mapping[str, KeyScope] = {
    "/v1/sync": KeyScope.ADMIN,
    "/metrics": KeyScope.ADMIN,
    "/insights": KeyScope.ADMIN,
    "/insights.csv": KeyScope.ADMIN,
    "/~askdocs/results": KeyScope.SEARCH,
    "/~askdocs/suggestions": KeyScope.SEARCH,
    "/v1/search": KeyScope.SEARCH,
    "/v1/pages": KeyScope.SEARCH,
    "/v1/passages": KeyScope.SEARCH,
    "/v1/changes": KeyScope.SEARCH,
    "/v1": KeyScope.ASK,
}
"""What these paths and all below them need, the first that fits. Whatever else is posted is a question; a GET
of any other path is one with `?ask=`.
"""

FREE = frozenset({SIGN_IN, SIGN_OUT, "/~askdocs/preferences"})
"""Forms that everybody may send."""

OWN_KEY = "/v1/sync"
"""This door has a key of its own in the settings, and turns others away itself."""

TYPED = frozenset({"/~askdocs/results", "/~askdocs/suggestions"})
"""What is looked up at each key that somebody presses."""

KEYSTROKES = 10
"""So many look-ups while somebody types weigh as much as one question."""

ALL = "all"
"""The window of those that all clients share."""

HELD = "askdocs.key"
"""Where a request's scope holds the key that it came with."""


@dataclass(frozen=True, slots=True)
class Access:
    """What needs a key, and how often who has none may ask: such as `60/minute`, "" for no limit.

    `quota` says how often all together may ask, such as `60/minute; 5000/day`, "" for no limit. `workers`
    processes share a limit: each grants its part.
    """

    keys: KeyRing
    locked: frozenset[KeyScope] = frozenset()
    rate: str = ""
    workers: int = 1
    quota: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """How many requests are left in the window of this name, and when it begins anew, in seconds from now."""

    name: str
    limit: RateLimitItem
    allowed: bool
    left: int
    reset: int

    @property
    def refusal(self) -> str:
        """What a client is told that asked too often."""
        whose = " for all who ask here" if self.name == ALL else ""
        return f"That is more than {self.limit}{whose}. Try again in {self.reset} s."

    @property
    def headers(self) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers-10."""
        policy = f'"{self.name}";q={self.limit.amount};w={self.limit.get_expiry()}'
        told = {"RateLimit-Policy": policy, "RateLimit": f'"{self.name}";r={self.left};t={self.reset}'}
        return told if self.allowed else told | {"Retry-After": str(self.reset)}


class Guarded:
    """An ASGI middleware: 401 without a key where one is needed, 403 for the wrong one, 429 for too often.

    A key comes in the header `Authorization`, or in the cookie of who has signed in. Who opens a page with a
    browser is sent to sign in instead of 401 and 403.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._parsed = lru_cache(256)(self._part)
        quota = parse_many(access.quota) if access.quota else []
        self._quota = [self._part_of(limit) for limit in sorted(quota, key=RateLimitItem.get_expiry)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        needed = needed_scope(scope) if scope["type"] == "http" else None
        if needed is None:
            await self.app(scope, receive, send)
            return
        secret = _bearer(scope) or cookie_key(scope)
        key = await asyncio.to_thread(self.access.keys.known, secret) if secret else None
        refusal = self._refusal(scope, needed, key)
        if refusal:
            await refusal(scope, receive, send)
            return
        scope[HELD] = key
        grant = self.grant(scope, key)
        refused = grant if grant and not grant.allowed else self._spent(needed)
        if refused:
            response = problem(scope, HTTPStatus.TOO_MANY_REQUESTS, refused.refusal, refused.headers)
            await response(scope, receive, send)
            return
        await self._granted(scope, receive, send, grant)

    async def _granted(self, scope: Scope, receive: Receive, send: Send, grant: Grant | None) -> None:
        if grant is None:
            await self.app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(grant.headers)
            await send(message)

        await self.app(scope, receive, told)

    def _refusal(self, scope: Scope, needed: KeyScope, key: Key | None) -> Response | None:
        if scope["path"] == OWN_KEY or (key is None and needed not in self.access.locked):
            return None
        if key and needed in key.scopes:
            return None
        if is_browsing(scope):
            return to_sign_in(scope, needed if key else None)
        if key is None:
            detail = "Send a key of this service: Authorization: Bearer KEY."
            return problem(scope, HTTPStatus.UNAUTHORIZED, detail, {"WWW-Authenticate": "Bearer"})
        detail = f"This key does not open `{needed}`: ask for one that does."
        return problem(scope, HTTPStatus.FORBIDDEN, detail)

    def grant(self, scope: Scope, key: Key | None) -> Grant | None:
        """Count a request of the key, or else of the address; None where nothing is counted."""
        rate = key.rate if key else self.access.rate
        if not rate:
            return None
        name, times = ("typing", KEYSTROKES) if scope["path"] in TYPED else ("default", 1)
        who = f"key {key.name}" if key else f"address {_network(scope)}"
        return self._counted(name, self._parsed(rate, times), who)

    def _spent(self, needed: KeyScope) -> Grant | None:
        """Count a question of whoever asks; what refuses it, where all together have asked too often."""
        for limit in self._quota if needed is KeyScope.ASK else ():
            grant = self._counted(ALL, limit, "")
            if not grant.allowed:
                return grant
        return None

    def _counted(self, name: str, limit: RateLimitItem, who: str) -> Grant:
        allowed = self._limiter.hit(limit, name, who)
        window = self._limiter.get_window_stats(limit, name, who)
        return Grant(name, limit, allowed, window.remaining, max(1, ceil(window.reset_time - time())))

    def _part(self, rate: str, times: int) -> RateLimitItem:
        return self._part_of(parse(rate), times)

    def _part_of(self, whole: RateLimitItem, times: int = 1) -> RateLimitItem:
        return type(whole)(ceil(whole.amount * times / self.access.workers), whole.multiples)


def needed_scope(scope: Scope) -> KeyScope | None:
    """What a request needs; None for pages, and whatever else is for everybody."""
    path = scope["path"]
    if path in FREE:
        return None
    for prefix, needed in NEEDED.items():
        if path == prefix or path.startswith(f"{prefix}/"):
            return needed
    return KeyScope.ASK if scope["method"] != "GET" or _asks(scope["query_string"]) else None


def opens(scope: Scope, needed: KeyScope) -> bool:
    """Whether the request came with a key of the ring that opens this."""
    key: Key | None = scope.get(HELD)
    return key is not None and needed in key.scopes


def _asks(query: bytes) -> bool:
    return any(name == "ask" for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True))


def _network(scope: Scope) -> str:
    """The client's address; of IPv6 the part that they are given, since the rest is their choice."""
    client = scope.get("client")
    if not client or ":" not in client[0]:
        return client[0] if client else ""
    try:
        return str(IPv6Network((client[0].partition("%")[0], 64), strict=False))
    except ValueError:
        return str(client[0])


def _bearer(scope: Scope) -> str:
    scheme, _, sent = Headers(scope=scope).get("authorization", "").partition(" ")
    return sent.strip() if scheme.lower() == "bearer" else ""
