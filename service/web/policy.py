"""What a browser may do with our pages, and which forms it may send us."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' https: data:",  # the documentation's figures lie where its publisher keeps them
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

SECURITY: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
)
"""Headers of every HTML response."""

VARY = "Accept, Accept-Language, Cookie"
"""What a page depends on beside its address."""


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether another site sends the request, or has the browser send it."""
    fetched = headers.get("sec-fetch-site", "")
    if fetched:
        return fetched not in {"same-origin", "none"}
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc != headers.get("host", "")


def local_path(address: str) -> str:
    """The address, if it is a path on this site; else the home page: a form sends nobody elsewhere."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and address.isprintable() else "/"
