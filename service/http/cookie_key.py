"""The key of a person who has signed in with a browser: a cookie that no script and no other site can use."""

from http import HTTPStatus
from urllib.parse import quote, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from service.keys import Scope as KeyScope
from service.links import SAFE

COOKIE = "askdocs_key"

SIGN_IN = "/~askdocs/sign-in"

SIGN_OUT = "/~askdocs/sign-out"

OWN = "same-origin"


def cookie_key(scope: Scope) -> str:
    """The key in the cookie; "" where there is none, or where another site may be behind the request.

    The cookie is `SameSite=Strict`, so browsers leave it out of what other sites make them send. It does not
    rest on that alone: neighbours below one domain count as one site there, and old browsers do not know it.
    """
    headers = Headers(scope=scope)
    key = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    return key if key and _is_own(scope["method"], headers) else ""


def _is_own(method: str, headers: Headers) -> bool:
    """Whether our own page, or the reader, sent the request; one that changes something has to prove it."""
    fetched = headers.get("sec-fetch-site", "")
    if method in {"GET", "HEAD"}:
        return fetched in {"", "none", OWN} or headers.get("sec-fetch-mode") == "navigate"
    if fetched:
        return fetched == OWN
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host", "")


def is_browsing(scope: Scope) -> bool:
    """Whether a person opens a page with a browser, who can be asked to sign in."""
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def to_sign_in(scope: Scope, lacking: KeyScope | None) -> Response:
    """To the form that asks for a key, and then back; `lacking` is what the key that came does not open."""
    query = scope["query_string"].decode("latin-1")
    back = quote(scope["path"], safe=SAFE) + (f"?{query}" if query else "")
    told = {"back": back, "lacking": lacking} if lacking else {"back": back}
    address = f"{SIGN_IN}?{urlencode(told)}"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
