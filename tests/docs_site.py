"""A real local server that behaves as the documentation platform does, faults included on demand.

with docs_site({"/": "# Home\n", "/en/setup": "# Set-up\n"}) as site:
    crawl(site.url)
    assert site.asked("/en/setup.md")

Its switches are described on DocsSite, what can go wrong with one address on Fault.
"""

import asyncio
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.docs_answers import Answering
from tests.docs_faults import Fault
from tests.docs_platform import WRITTEN, Asked, DocsSite, Packing, Pages, SitePage, Trailer, Trap
from tests.docs_server import Server

__all__ = [
    "WRITTEN", "Asked", "DocsSite", "Fault", "Packing", "SitePage", "Trailer", "Trap",
    "docs_site", "numbered",
]  # fmt: skip


@contextmanager
def docs_site(
    pages: Mapping[str, str | SitePage] | Path,
    *,
    language: str = "en",
    variants: tuple[str, ...] | Mapping[str, str] = (),
) -> Iterator[DocsSite]:
    """The running site of these pages (site path -> markdown) or of a folder laid out as a git source.

    `variants` are the language prefixes, such as `/en`, or prefixes of any kind with their languages; a page
    below one is in that language.
    """
    found = _read_folder(pages) if isinstance(pages, Path) else pages
    spoken = variants if isinstance(variants, Mapping) else {prefix: prefix.strip("/") for prefix in variants}
    site = DocsSite(Pages({}), language=language, variants=spoken)
    for path, page in found.items():
        site.pages[path] = page if isinstance(page, SitePage) else SitePage(page, site.spoken(path))
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        site.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with _served(Server(site, Answering(site)), listening):
            yield site


def numbered(count: int, sections: int = 100) -> dict[str, str]:
    """So many small pages: home, sections below it, and pages below these."""
    pages = {"/": "# Home\n\nWhere everything begins.\n"}
    for number in range(1, count):
        section = f"/section-{number % sections}"
        path = f"{section}/page-{number}" if number >= sections else f"/section-{number}"
        pages[path] = f"# Page {number}\n\n## How to set {number}\n\nSet option {number} to {number * 7}.\n"
    return pages


def _read_folder(root: Path) -> dict[str, str]:
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


@contextmanager
def _served(server: Server, listening: socket.socket) -> Iterator[None]:
    """The server at work in a thread of its own."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with await asyncio.start_server(server.converse, sock=listening):
            await stop.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
