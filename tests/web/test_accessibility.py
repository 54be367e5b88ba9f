"""What a machine can check of accessibility: axe-core on every kind of page, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize, expect

from tests.web.browser import Watch
from tests.web.conftest import Opens, Shown

PAGES = {
    "home": "/en",
    "home-pt": "/",
    "answer": "/en?ask=Which+support+plan+gives+access+to+WhatsApp%3F",
    "unanswered": "/en?ask=How+often+does+the+moon+turn+around+Jupiter%3F",
    "page": "/en/administration-and-configuration/groups",
    "missing": "/en/administration/grups",
}

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    """Either theme, as the device has it."""
    return str(request.param)


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_violation(name: str, theme: str, opened: Opens, watch: Watch, shown: Shown) -> None:
    """Neither on a desktop nor on a phone, where nothing is wider than the screen."""
    if name == "missing":
        watch.allowed.append("404")
    page = opened(PAGES[name], color_scheme=theme, locale="pt-BR" if name.endswith("pt") else "en-GB")
    assert violations(page) == []
    shown(page, f"{name}-{theme}")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    shown(page, f"{name}-{theme}-phone")


def test_open_results_have_no_violation(theme: str, opened: Opens) -> None:
    """Nor does the search box while its results are open, nor the list of keys."""
    page = opened("/en", color_scheme=theme)
    page.locator("[name=ask]").press_sequentially("support wha")
    expect(page.locator(".options .option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("[name=ask]").blur()
    page.keyboard.press("?")
    assert violations(page) == []


def test_a_streamed_answer_has_no_violation(theme: str, opened: Opens) -> None:
    """Nor does an answer that came while one waited, with a mark's excerpt shown."""
    page = opened("/en", color_scheme=theme)
    page.locator("[name=ask]").fill("Which support plan gives access to WhatsApp?")
    page.keyboard.press("Enter")
    page.locator("article.answered a.mark").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong: the rule and the first element."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
