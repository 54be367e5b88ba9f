"""A real local server that behaves as the documentation platform does, faults included on demand.

with docs_site({"/": "# Home\n", "/en/setup": "# Set-up\n"}) as site:
    crawl(site.url)
    assert site.paths_requested() == [...]
"""

import re
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.docs_platform import WRITTEN, Asked, DocsSite, Fault, Reply, SitePage, Trailer, respond

__all__ = ["WRITTEN", "Asked", "DocsSite", "Fault", "SitePage", "Trailer", "docs_site"]


@contextmanager
def docs_site(
    pages: Mapping[str, str | SitePage] | Path, *, language: str = "en", variants: tuple[str, ...] = ()
) -> Iterator[DocsSite]:
    """The running site of these pages (site path -> markdown) or of a folder laid out as a git source.

    `variants` are the language prefixes, such as `/en`; a page below one is in that language.
    """
    found = _read_folder(pages) if isinstance(pages, Path) else dict(pages)
    site = DocsSite({}, language=language, variants=variants)
    for path, page in found.items():
        spoken = site.variant(path).strip("/") or language
        site.pages[path] = page if isinstance(page, SitePage) else SitePage(page, spoken)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read_folder(root: Path) -> dict[str, str | SitePage]:
    files = (file for file in sorted(root.rglob("*.md")) if file.name != "SUMMARY.md")
    return {
        _page_path(file.relative_to(root)): _without_front_matter(file.read_text("utf-8")) for file in files
    }


def _without_front_matter(text: str) -> str:
    """The platform serves pages without it."""
    return re.sub(r"\A---\n.*?\n---\n+", "", text, flags=re.DOTALL)


def _page_path(file: Path) -> str:
    below = file.parent if file.name == "README.md" else file.with_suffix("")
    return "/" + below.as_posix().removeprefix(".")


def _handler(site: DocsSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5
        wbufsize = (
            -1
        )  # head and body in one packet: a second one would wait 40 ms for the first one's receipt

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            site.requests.append(Asked(path, parts.query, dict(self.headers), time.monotonic()))
            fault = site.faults.get(path)
            if fault is not None and fault.strikes():
                self._fail(fault, path, parts.query)
            else:
                self._send(respond(site, path, parts.query, self.headers.get("Accept", "")))

        def _fail(self, fault: Fault, path: str, query: str) -> None:
            time.sleep(fault.stall)
            if fault.reset:
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.close_connection = True
                self.connection.close()
                return
            usual = respond(site, path, query, self.headers.get("Accept", ""))
            body = usual.body.encode() if fault.body is None else fault.body
            headers = {"Content-Type": usual.kind} | dict(fault.headers)
            self._write(fault.status or usual.status, headers, body, missing=10 if fault.truncated else 0)

        def _send(self, reply: Reply) -> None:
            tag = reply.headers.get("ETag", "")
            since = self.headers.get("If-Modified-Since", "")
            known = tag and tag == self.headers.get("If-None-Match", "")
            if known or (since and since == reply.headers.get("Last-Modified", "")):
                self._write(304, reply.headers, b"")
                return
            self._write(reply.status, {"Content-Type": reply.kind} | dict(reply.headers), reply.body.encode())

        def _write(self, status: int, headers: Mapping[str, str], body: bytes, missing: int = 0) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body) + missing))
            self.end_headers()
            with suppress(ConnectionError):  # a client that has read enough hangs up
                self.wfile.write(body)
                self.wfile.flush()
            self.close_connection = self.close_connection or bool(missing)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test run quiet."""

    return Handler
