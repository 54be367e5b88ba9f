"""A polite HTTP client for one site: few requests at once, spaced, bounded, retried as the server asks."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import anyio
import httpx
import stamina

from ingest.address import Site
from ingest.errors import DeferredPageError, PageError, TransientPageError
from ingest.web.network import PublicTransport
from ingest.web.pace import OwnPace, PaceOf
from ingest.web.response import Response
from ingest.web.robots import Robots

USER_AGENT = "askdocs/0.1 (+documentation indexer; obeys robots.txt)"
MOVED = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How hard a site may be asked, and how much it may answer. Times in seconds, sizes in bytes."""

    at_once: int = 4
    delay: float = 0.1
    connect: float = 10.0
    read: float = 20.0
    total: float = 120.0
    size: int = 20 * 1024 * 1024
    attempts: int = 4
    backoff: float = 0.5
    retry_after_max: float = 60.0
    redirects: int = 5


class _AgainError(TransientPageError):
    """A failure that is worth another attempt right away."""


class Fetcher:
    """Fetches from one site, and from no other host.

    `robots` is empty (everything allowed) until the caller has read the site's own and set it. `secrets` are
    headers that a private site wants; they go to the site alone, and never from https to http. `pace_of`
    makes what spaces its requests, which others may keep to as well. Raises PageError for what can never be
    had, TransientPageError for what failed `attempts` times.
    """

    def __init__(
        self,
        site: Site,
        limits: FetchLimits,
        *,
        allow_private: bool = False,
        secrets: Mapping[str, str] | None = None,
        pace_of: PaceOf = OwnPace.of,
    ) -> None:
        self.site = site
        self.limits = limits
        self._secrets = dict(secrets or {})
        self._robots = Robots.parse("")
        self._pace = pace_of(site.host, limits.at_once, limits.delay)
        self._client = _client(limits, allow_private)
        self._retry = stamina.AsyncRetryingCaller(
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.backoff,
            wait_jitter=limits.backoff / 2,
        ).on(_AgainError)

    @property
    def robots(self) -> Robots:
        """The rules that every request keeps to."""
        return self._robots

    @robots.setter
    def robots(self, robots: Robots) -> None:
        self._robots = robots
        self._pace.delay = max(self.limits.delay, robots.crawl_delay)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """One answer, a redirect or an error status as it came; 429 and most 5xx are tried again."""
        if not self.site.owns(url):
            raise PageError(url, f"it is not on {self.site.origin}, so it was not fetched")
        if not self._robots.allows(url):
            raise PageError(url, "off limits: the site's robots.txt disallows it")
        return await self._retry(self._once, url, dict(headers or {}) | self.secrets_for(url))

    async def follow(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """As `get`, through redirects within the site."""
        for _ in range(self.limits.redirects + 1):
            response = await self.get(url, headers)
            if not response.location:
                return response
            if not self.site.owns(response.location):
                moved = f"it moved to {response.location}, another host: name that address if it is meant"
                raise PageError(url, moved)
            url = response.location
        raise PageError(url, f"redirects more than {self.limits.redirects} times")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    def secrets_for(self, url: str) -> dict[str, str]:
        """The headers of a private site that may go with a request: none over http, unless it is."""
        safe = url.startswith("https://") or self.site.origin.startswith("http://")
        return self._secrets if safe else {}

    async def _once(self, url: str, headers: dict[str, str]) -> Response:
        async with self._pace.turn():
            try:
                with anyio.fail_after(self.limits.total):
                    return await self._read(url, headers)
            except (httpx.TransportError, TimeoutError) as error:
                raise _AgainError(url, _reason(error)) from error
            except (httpx.InvalidURL, httpx.DecodingError) as error:
                raise PageError(url, f"cannot be read: {error}") from error

    async def _read(self, url: str, headers: dict[str, str]) -> Response:
        async with self._client.stream("GET", url, headers=headers) as answer:
            if answer.status_code in BUSY:
                await self._yield_to(answer)
            if "," in answer.headers.get("content-encoding", ""):
                raise PageError(url, "compressed more than once, so it was not unpacked")
            return _response(url, answer, await self._body(url, answer))

    async def _yield_to(self, answer: httpx.Response) -> None:
        pause = retry_after(answer.headers.get("retry-after", ""), datetime.now(UTC))
        if pause > self.limits.retry_after_max:
            cause = f"the site answered {answer.status_code}: try again in {pause:.0f} s"
            raise DeferredPageError(str(answer.url), cause)
        await self._pace.hold(pause)
        raise _AgainError(str(answer.url), f"the site answered {answer.status_code}")

    async def _body(self, url: str, answer: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > self.limits.size:
                raise PageError(url, f"larger than {self.limits.size:,} bytes, so it was left out")
        return bytes(body)


def retry_after(value: str, now: datetime) -> float:
    """The seconds that a `Retry-After` header asks for (a number or an HTTP date); 0 for anything else."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _client(limits: FetchLimits, allow_private: bool) -> httpx.AsyncClient:
    verify = ssl.create_default_context()
    pool = httpx.Limits(max_connections=limits.at_once, max_keepalive_connections=limits.at_once)
    kind = httpx.AsyncHTTPTransport if allow_private else PublicTransport
    return httpx.AsyncClient(
        transport=kind(verify=verify, limits=pool),
        timeout=httpx.Timeout(limits.read, connect=limits.connect),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
        trust_env=False,  # a proxy would resolve names out of our sight, .netrc would send credentials
    )


def _response(url: str, answer: httpx.Response, body: bytes) -> Response:
    headers = answer.headers
    location = headers.get("location", "") if answer.status_code in MOVED else ""
    canonical = answer.links.get("canonical", {}).get("url", "")
    return Response(
        url=url,
        status=answer.status_code,
        content_type=headers.get("content-type", ""),
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        location=urljoin(url, location) if location else "",
        canonical=urljoin(url, canonical) if canonical else "",
        body=body,
    )


def _reason(error: Exception) -> str:
    match error:
        case httpx.ConnectTimeout() | httpx.ConnectError():
            return f"no connection ({error or 'time-out'})"
        case httpx.TimeoutException() | TimeoutError():
            return "no answer in time"
    return str(error) or type(error).__name__
