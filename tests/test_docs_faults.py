"""The faults of the local documentation site as a plain HTTP client sees them."""

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection

import httpx
import pytest

from tests.docs_faults import (
    MEGABYTE,
    PNG,
    GzipOfZeros,
    bomb,
    brief,
    busy,
    charset,
    huge,
    redirect,
)
from tests.docs_site import DocsSite, Fault, docs_site
from tests.docs_text import page_html

TEXT = "# Ação\n\nSome words.\n"


@pytest.fixture
def site() -> Iterator[DocsSite]:
    """A site of one page."""
    with docs_site({"/page": TEXT}) as running:
        yield running


def get(site: DocsSite, fault: Fault) -> httpx.Response:
    """The page's markdown, with this fault."""
    site.faults["/page.md"] = fault
    return httpx.get(f"{site.url}/page.md?displayAgentInstructions=false", timeout=2, trust_env=False)


def read(site: DocsSite, fault: Fault, size: int) -> tuple[bytes, httpx.Headers]:
    """The first bytes off the wire, not unpacked, and the headers; then the client hangs up."""
    site.faults["/page.md"] = fault
    body = bytearray()
    with httpx.stream("GET", f"{site.url}/page.md", timeout=2, trust_env=False) as answer:
        for chunk in answer.iter_raw():
            body += chunk
            if len(body) >= size:
                break
        return bytes(body), answer.headers


@pytest.mark.parametrize("declared", [True, False])
def test_a_huge_page_is_never_whole_in_memory(site: DocsSite, declared: bool) -> None:
    """Half a gigabyte, with and without its length told; a client that hangs up early got little of it."""
    fault = huge(500, declared=declared)
    body, headers = read(site, fault, 2 * MEGABYTE)
    assert body.startswith(b"All work and no play.\n")
    assert headers.get("Content-Length") == (str(500 * MEGABYTE) if declared else None)
    assert headers.get("Transfer-Encoding") == (None if declared else "chunked")
    assert len(body) <= fault.sent < 20 * MEGABYTE


def test_a_huge_page_is_as_long_as_it_says(site: DocsSite) -> None:
    """What is promised is what comes."""
    assert len(get(site, huge(3)).content) == len(get(site, huge(3, declared=False)).content) == 3 * MEGABYTE


def test_a_bomb_is_small_and_unpacks_to_a_gigabyte(site: DocsSite) -> None:
    """A whole gzip file, checksum included, of which the wire carries a thousandth."""
    assert gzip.decompress(b"".join(GzipOfZeros(5))) == bytes(5 * MEGABYTE)
    body, headers = read(site, bomb(), 20_000)
    unpacked = zlib.decompressobj(31).decompress(body)
    assert headers["Content-Encoding"] == "gzip"
    assert len(unpacked) > 300 * len(body)


def test_bodies_are_packed_as_often_as_told(site: DocsSite) -> None:
    """Twice gzip'd, and said so."""
    body, headers = read(site, Fault(packed=2), MEGABYTE)
    assert headers["Content-Encoding"] == "gzip, gzip"
    assert "Some words" in gzip.decompress(gzip.decompress(body)).decode()


def test_a_drip_takes_its_time(site: DocsSite) -> None:
    """One byte at a time."""
    start = time.monotonic()
    assert get(site, Fault(body=b"12345", drip=0.05)).content == b"12345"
    assert time.monotonic() - start >= 0.2


def test_a_stall_before_or_within_the_body(site: DocsSite) -> None:
    """The head comes late, or the second half of the body does."""
    start = time.monotonic()
    assert get(site, Fault(stall=0.2)).text == TEXT
    assert time.monotonic() - start >= 0.2
    site.faults["/page.md"] = Fault(stall_midway=0.3)
    arrived = []
    with httpx.stream("GET", f"{site.url}/page.md", trust_env=False) as answer:
        for _ in answer.iter_raw():
            arrived.append(time.monotonic())
    assert arrived[-1] - arrived[0] >= 0.2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(reset=True), httpx.ReadError),
        (Fault(reset_midway=True), httpx.ReadError),
        (Fault(truncated=True), httpx.RemoteProtocolError),
        (Fault(stall=5), httpx.ReadTimeout),
        (Fault(stall_midway=5), httpx.ReadTimeout),
    ],
    ids=["reset", "reset midway", "truncated", "stall", "stall midway"],
)
def test_broken_answers_break(site: DocsSite, fault: Fault, error: type[Exception]) -> None:
    """Each in its own way; the next answer is whole."""
    with pytest.raises(error):
        get(site, fault)
    assert get(site, Fault(times=0)).text == TEXT


def test_a_pause_is_asked_for_in_seconds_or_until_a_moment(site: DocsSite) -> None:
    """Both forms of `Retry-After`, or none; the fault is gone after its times."""
    moment = datetime.now(UTC) + timedelta(hours=1)
    assert get(site, busy(3600)).headers["Retry-After"] == "3600"
    dated = get(site, busy(moment, status=503))
    assert (dated.status_code, dated.headers["Retry-After"][-3:]) == (503, "GMT")
    fault = brief(busy(), times=1)
    assert [get(site, fault).status_code, get(site, fault).status_code] == [429, 200]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:alert(1)", "http://10.0.0.1/", "/page"])
def test_redirects_lead_anywhere(site: DocsSite, target: str) -> None:
    """The header is what the test says, to the letter."""
    site.faults["/page.md"] = redirect(target, 308)
    connection = HTTPConnection(site.url.removeprefix("http://"), timeout=2)
    connection.request("GET", "/page.md")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, target)
    connection.close()


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "latin-1"), ("nonsense", "utf-8"), ("latin-1", "latin-1"), ("", "utf-16")],
)
def test_character_sets_may_lie(site: DocsSite, declared: str, encoding: str) -> None:
    """The usual text in one encoding, under the name of another."""
    answer = get(site, charset(declared, encoding))
    assert answer.content == TEXT.encode(encoding)
    assert answer.headers["Content-Type"].partition("charset=")[2] == declared


def test_content_types_may_lie(site: DocsSite) -> None:
    """Markdown as HTML, HTML as markdown, a picture as markdown."""
    page = page_html(site, "/page")
    answer = get(site, Fault(kind="text/markdown", body=page.encode()))
    assert (answer.text, answer.headers["Content-Type"]) == (page, "text/markdown")
    assert get(site, Fault(kind="text/html")).text == TEXT
    picture = get(site, Fault(kind="text/markdown", body=PNG))
    assert (picture.content, picture.headers["Content-Type"]) == (PNG, "text/markdown")


def test_a_fault_for_all_addresses_gives_way_to_one_of_its_own(site: DocsSite) -> None:
    """`*` is an outage."""
    site.faults["*"] = Fault(status=503)
    assert get(site, Fault(times=0)).status_code == 200
    assert httpx.get(f"{site.url}/llms.txt").status_code == 503


def test_only_get_is_served(site: DocsSite) -> None:
    """Any other method is refused, and the connection closed."""
    assert httpx.post(f"{site.url}/page").status_code == 405
    with socket.create_connection(("127.0.0.1", int(site.url.rpartition(":")[2]))) as connection:
        connection.sendall(b"HEAD /page HTTP/1.1\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 405 ")
