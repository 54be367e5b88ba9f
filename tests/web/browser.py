"""A real browser for tests: where it is found, how it is started, and what its pages must never do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Route,
    expect,
    sync_playwright,
)

INSTALLED = ("chromium", "chromium-browser", "google-chrome")

MISSING = "there is no Chromium here; install one: apt-get install chromium (or: playwright install chromium)"

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
)

PATIENCE_MS = 15_000
"""So long a condition is awaited, on a machine that does other things beside."""

PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"/>'


@dataclass(slots=True)
class Watch:
    """What a page did that it must not do. Errors of the console that hold one of `allowed` are expected,
    and requests to `also`, beside those to the origin.
    """

    origin: str
    also: str = ""
    allowed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Watch a page from now on."""
        page.on("console", lambda message: self._logged(message))  # Playwright marks the methods it is given
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._requested(request))

    @property
    def unexpected(self) -> list[str]:
        """Errors that nobody expected, and requests that went elsewhere."""
        errors = [each for each in self.errors if not any(said in each for said in self.allowed)]
        return errors + [f"left the origin: {url}" for url in self.left]

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location})")

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        is_figure = request.resource_type == "image" and parts.scheme == "https"
        is_known = parts.netloc in {self.origin, self.also}
        if parts.scheme in {"http", "https"} and not is_figure and not is_known:
            self.left.append(request.url)


@contextmanager
def started() -> Iterator[Browser]:
    """A running browser. Skips the test where none is installed."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(playwright), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def without_network(route: Route) -> None:
    """Give an empty picture for each figure that lies elsewhere."""
    route.fulfill(body=PIXEL, content_type="image/svg+xml")


def installed(playwright: Playwright) -> str | None:
    """Where a Chromium is: Playwright's own, or the system's."""
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else next(filter(None, map(shutil.which, INSTALLED)), None)


def _executable(playwright: Playwright) -> str:
    found = installed(playwright)
    if found is None:
        pytest.skip(MISSING)
    return found
