"""The polite client, over real sockets."""

import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import anyio
import pytest

from ingest.address import Site
from ingest.errors import PageError, SourceError, TransientPageError
from ingest.web.fetcher import USER_AGENT, Fetcher, FetchLimits, retry_after
from ingest.web.network import is_public
from ingest.web.robots import Robots
from tests.docs_faults import redirect
from tests.docs_site import DocsSite, Fault, docs_site

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 4, 7, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A site of one page."""
    with docs_site({"/": "# Home\n", "/setup": "# Set-up\n"}) as running:
        yield running


@asynccontextmanager
async def opened(site: DocsSite, limits: FetchLimits) -> AsyncIterator[Fetcher]:
    """A fetcher of the site, which is on a private address."""
    fetcher = Fetcher(Site.parse(site.url), limits, allow_private=True)
    try:
        yield fetcher
    finally:
        await fetcher.aclose()


async def test_a_request_says_who_asks(site: DocsSite, limits: FetchLimits) -> None:
    """Each request carries our user agent."""
    async with opened(site, limits) as fetcher:
        response = await fetcher.get(f"{site.url}/setup.md?displayAgentInstructions=false")
    assert response.text == "# Set-up\n"
    assert site.requests[0].headers["User-Agent"] == USER_AGENT


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.100.100.200", "0.0.0.0",  # noqa: S104 - an address to refuse, none to bind
     "224.0.0.1",
     "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_private_addresses_are_known_in_every_disguise(address: str) -> None:
    """Loopback, private, link-local, metadata and addresses that embed one of them are not public."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_addresses_may_be_contacted(address: str) -> None:
    """Ordinary addresses of the internet are public."""
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_private_address_is_refused_when_it_is_connected_to(
    site: DocsSite, limits: FetchLimits, host: str
) -> None:
    """The address that a name resolves to is what counts, and no request reaches it."""
    url = site.url.replace("127.0.0.1", host)
    fetcher = Fetcher(Site.parse(url), limits)
    with pytest.raises(PageError, match=r"private address.*--allow-private"):
        await fetcher.get(f"{url}/setup.md")
    await fetcher.aclose()
    assert site.requests == []


async def test_only_the_sites_own_host_is_asked(site: DocsSite, limits: FetchLimits) -> None:
    """Another host is refused, also as the target of a redirect."""
    site.faults["/setup.md"] = Fault(status=302, headers={"Location": "https://elsewhere.test/setup"})
    async with opened(site, limits) as fetcher:
        with pytest.raises(PageError, match="not on"):
            await fetcher.get("https://elsewhere.test/")
        with pytest.raises(PageError, match=r"moved to https://elsewhere\.test/setup, another host"):
            await fetcher.follow(f"{site.url}/setup.md")


@pytest.mark.parametrize(
    "location", ["ftp://docs.test", "file:///etc", "docs.test", "https://", "https://u:p@docs.test"]
)
def test_only_plain_web_addresses_are_sites(location: str) -> None:
    """Other schemes, and addresses with credentials in them, are refused."""
    with pytest.raises(SourceError):
        Site.parse(location)


async def test_robots_txt_is_obeyed(site: DocsSite, limits: FetchLimits) -> None:
    """What is disallowed is not asked for, and a crawl-delay spaces the requests."""
    async with opened(site, limits) as fetcher:
        fetcher.robots = Robots.parse("User-agent: *\nDisallow: /private\nCrawl-delay: 0.2\n")
        with pytest.raises(PageError, match=r"robots\.txt"):
            await fetcher.get(f"{site.url}/private/page.md")
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(fetcher.get, f"{site.url}/setup.md")
    times = [request.at for request in site.requests]
    assert len(times) == 3
    assert times[2] - times[0] >= 0.35


def test_a_crawl_delay_of_hours_is_cut() -> None:
    """A delay is respected within reason."""
    assert Robots.parse("User-agent: *\nCrawl-delay: 3600\n").crawl_delay == 10


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_busy_server_is_asked_again(site: DocsSite, limits: FetchLimits, status: int) -> None:
    """429 and 5xx are tried again."""
    site.faults["/setup.md"] = Fault(status=status, times=1)
    async with opened(site, limits) as fetcher:
        assert (await fetcher.get(f"{site.url}/setup.md")).status == 200
    assert len(site.requests) == 2


async def test_retry_after_holds_every_request(site: DocsSite, limits: FetchLimits) -> None:
    """While a server asks for a pause, other pages wait too."""
    site.faults["/setup.md"] = Fault(status=429, headers={"Retry-After": "1"}, times=1)
    async with opened(site, limits) as fetcher, anyio.create_task_group() as group:
        group.start_soon(fetcher.get, f"{site.url}/setup.md")
        await anyio.sleep(0.2)
        group.start_soon(fetcher.get, f"{site.url}/llms.txt")
    first, *others = site.requests
    assert min(request.at for request in others) - first.at >= 0.9


async def test_a_pause_beyond_reason_ends_the_page(site: DocsSite, limits: FetchLimits) -> None:
    """A server that asks for an hour is not asked before it, so the page fails and says when to come back."""
    site.faults["/setup.md"] = Fault(status=503, headers={"Retry-After": "3600"})
    async with opened(site, limits) as fetcher:
        with pytest.raises(TransientPageError, match="3600 s"):
            await fetcher.get(f"{site.url}/setup.md")
    assert len(site.requests) == 1


def test_retry_after_is_seconds_or_a_date() -> None:
    """Both forms of the header are understood; anything else asks for nothing."""
    assert retry_after("120", NOW) == 120
    assert retry_after(format_datetime(NOW.replace(minute=2), usegmt=True), NOW) == 120
    assert retry_after("Tue, 07 Apr 2020 00:00:00 GMT", NOW) == 0
    assert [retry_after(value, NOW) for value in ("", "soon", "-5", "²")] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "fault", [Fault(stall=0.8), Fault(reset=True), Fault(truncated=True), Fault(status=503)], ids=repr
)
async def test_what_fails_for_now_fails_after_all_attempts(
    site: DocsSite, limits: FetchLimits, fault: Fault
) -> None:
    """Time-outs, resets, truncated bodies and 503s are tried as often as the limits say."""
    site.faults["/setup.md"] = fault
    async with opened(site, limits) as fetcher:
        with pytest.raises(TransientPageError, match=r"/setup\.md"):
            await fetcher.get(f"{site.url}/setup.md")
    assert len(site.requests) == 2


@pytest.mark.parametrize("coding", ["", "gzip"])
async def test_an_oversized_page_is_left_out(site: DocsSite, limits: FetchLimits, coding: str) -> None:
    """The cap counts unpacked bytes, so a compressed bomb is cut as well."""
    body = b"x" * 5_000_000
    packed = gzip.compress(body) if coding else body
    site.faults["/setup.md"] = Fault(headers={"Content-Encoding": coding} if coding else {}, body=packed)
    async with opened(site, limits) as fetcher:
        with pytest.raises(PageError, match="larger than"):
            await fetcher.get(f"{site.url}/setup.md")
    assert len(site.requests) == 1


async def test_a_body_compressed_twice_is_left_out(site: DocsSite, limits: FetchLimits) -> None:
    """Nested compression multiplies, and no honest server uses it."""
    packed = gzip.compress(gzip.compress(b"x"))
    site.faults["/setup.md"] = Fault(headers={"Content-Encoding": "gzip, gzip"}, body=packed)
    async with opened(site, limits) as fetcher:
        with pytest.raises(PageError, match="more than once"):
            await fetcher.get(f"{site.url}/setup.md")


async def test_redirects_in_circles_end(site: DocsSite, limits: FetchLimits) -> None:
    """A loop is given up after a few steps."""
    site.faults["/a"] = Fault(status=307, headers={"Location": "/b"})
    site.faults["/b"] = Fault(status=307, headers={"Location": "/a"})
    async with opened(site, replace(limits, redirects=3)) as fetcher:
        with pytest.raises(PageError, match="redirects more than 3 times"):
            await fetcher.follow(f"{site.url}/a")
    assert len(site.requests) == 4


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/markdown; charset=iso-8859-1", "ação".encode("latin-1")),
        ("text/markdown", "\ufeffação".encode()),
        ("text/markdown; charset=nonsense", "ação".encode()),
    ],
)
async def test_text_is_read_in_its_character_set(
    site: DocsSite, limits: FetchLimits, kind: str, body: bytes
) -> None:
    """The declared character set counts, else UTF-8; a byte order mark is dropped."""
    site.faults["/setup.md"] = Fault(headers={"Content-Type": kind}, body=body)
    async with opened(site, limits) as fetcher:
        assert (await fetcher.get(f"{site.url}/setup.md")).text == "ação"


async def test_a_private_site_gets_its_headers_and_no_other_host_does(limits: FetchLimits) -> None:
    """A secret goes with every request to the site; a redirect to another host is not followed at all."""
    secrets = {"Authorization": "Bearer s3cret"}
    pages = {"/": "# Home\n", "/away": "# Away\n"}
    with docs_site(pages) as site, docs_site(pages) as other:
        site.required = ("Authorization", "Bearer s3cret")
        site.faults["/away.md"] = redirect(f"{other.url}/away.md")
        fetcher = Fetcher(Site.parse(site.url), limits, allow_private=True, secrets=secrets)
        assert (await fetcher.get(f"{site.url}/")).status == 200
        with pytest.raises(PageError, match="another host"):
            await fetcher.follow(f"{site.url}/away.md")
        await fetcher.aclose()
        assert len(site.carrying("Authorization")) == 2
        assert other.requests == []


@pytest.mark.parametrize(
    ("origin", "url", "sent"),
    [
        ("https://docs.test", "https://docs.test/a", True),
        ("https://docs.test", "https://www.docs.test/a", True),
        ("https://docs.test", "http://docs.test/a", False),
        ("http://docs.test", "http://docs.test/a", True),
    ],
)
async def test_a_secret_is_never_sent_from_https_to_http(
    limits: FetchLimits, origin: str, url: str, sent: bool
) -> None:
    """A redirect to plain http would tell it to whoever listens."""
    fetcher = Fetcher(Site.parse(origin), limits, secrets={"Cookie": "s3cret"})
    assert bool(fetcher.secrets_for(url)) is sent
    await fetcher.aclose()


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://docs.test/a", True),
        ("http://DOCS.test/a", True),
        ("https://www.docs.test/a", True),
        ("https://docs.test:8443/a", False),
        ("https://evil-docs.test/a", False),
        ("https://docs.test.evil.test/a", False),
        ("https://docs.test@evil.test/a", False),
        ("file://docs.test/etc/passwd", False),
        ("//docs.test/a", False),
    ],
)
def test_a_site_owns_its_host_alone(url: str, owned: bool) -> None:
    """With or without `www.`, under http or https."""
    assert Site.parse("https://docs.test").owns(url) is owned
