"""The service over the sample on a real socket, and a real browser that looks at it.

Playwright's synchronous interface keeps an event loop in the test's thread, so tests here are synchronous,
and the browser ends with this package.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from service.app import create_app
from service.feedback import FeedbackStore
from service.serving import backing
from service.wiring import Workspace
from tests.service.http.served import served
from tests.web.browser import PATIENCE_MS, Watch, started, without_network

ELSEWHERE = re.compile(r"^https://")


class Opens(Protocol):
    """Opens a page of its own in a fresh browser, with options of Playwright's `new_context`."""

    def __call__(self, path: str = "/", **options: Any) -> Page:  # noqa: ANN401 - Playwright's own options
        """The page at a path of the site, loaded."""


@pytest.fixture(scope="session")
def site(sample: Workspace) -> Iterator[str]:
    """The address of the service over the sample."""
    asker = sample.asker()
    asker.warm_up()
    with served(create_app(asker, moves=sample.moves(), backing=backing(sample))) as running:
        yield running.url


@pytest.fixture
def feedback(sample: Workspace) -> FeedbackStore:
    """What readers said to it."""
    return sample.feedback()


@pytest.fixture(scope="package")
def browser(sample: Workspace) -> Iterator[Browser]:  # noqa: ARG001 - made before a loop is in the thread
    """One Chromium for all tests here."""
    with started() as running:
        yield running


@pytest.fixture
def watch(site: str) -> Watch:
    """What the pages of a test do; it fails where they log an error or send a request elsewhere."""
    return Watch(site.removeprefix("http://"))


@pytest.fixture
def opened(browser: Browser, site: str, watch: Watch) -> Iterator[Opens]:
    """Opens pages, each in a browser that remembers nothing."""
    contexts: list[BrowserContext] = []

    def opens(path: str = "/", **options: Any) -> Page:  # noqa: ANN401 - Playwright's own options
        context = browser.new_context(base_url=site, **{"locale": "en-GB", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.route(ELSEWHERE, without_network)
        page = context.new_page()
        watch.follow(page)
        page.goto(path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert watch.unexpected == []


@pytest.fixture
def page(opened: Opens) -> Page:
    """The home page of the documentation in English."""
    return opened("/en")


@pytest.fixture
def shown() -> "Shown":
    """Keeps pictures of pages in the folder that the environment's ASKDOCS_SCREENSHOTS names."""
    return Shown(os.environ.get("ASKDOCS_SCREENSHOTS", ""))


class Shown:
    """Takes pictures into a folder; none where there is no folder."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None

    def __call__(self, page: Page, name: str) -> None:
        """Take one of what is seen."""
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self._folder / f"{name}.png")
