"""What a browser shows of a refusal: readable, on every screen, and one press from another try."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import expect

from service.app import create_app
from service.http.access import Access
from service.keys import KeyRing
from service.operation import Operation
from service.wiring import Workspace
from tests.service.http.served import served
from tests.web.browser import Watch
from tests.web.conftest import Opens, Shown

ASKED = "/en?ask=Which+support+plan+gives+access+to+WhatsApp%3F"


@pytest.fixture
def site(sample: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample, where one may ask once an hour."""
    with closing(KeyRing(tmp_path_factory.mktemp("keys") / "keys.db")) as ring:
        operation = Operation(access=Access(ring, rate="1/hour"))
        with served(create_app(sample.asker(), operation=operation)) as running:
            yield running.url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_who_asks_too_often_is_told_so_in_a_page(
    opened: Opens, watch: Watch, shown: Shown, theme: str
) -> None:
    """It breaks no rule of accessibility; a press asks again."""
    watch.allowed.append("429")
    page = opened(ASKED, color_scheme=theme, viewport={"width": 390, "height": 844})
    expect(page.locator("article.answered")).to_be_visible()
    page.goto(ASKED)
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many questions in a short time")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    shown(page, f"refused-{theme}-phone")
    with page.expect_request(f"**{ASKED}"):
        page.get_by_role("link", name="Try again").click()
