"""A browser that runs no script: all that matters works."""

import re

from playwright.sync_api import Page, expect

from service.feedback import FeedbackStore
from tests.web.conftest import Opens

QUESTION = "Which support plan gives access to WhatsApp?"


def plain(opened: Opens, path: str) -> Page:
    """The page at a path in a browser without scripts."""
    return opened(path, java_script_enabled=False)


def test_one_asks_and_opens_the_place(opened: Opens) -> None:
    """The form asks, a mark leads to its excerpt, and that to the marked words on their page."""
    page = plain(opened, "/en")
    page.locator("[name=ask]").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("h1")).to_have_text(QUESTION)
    page.locator("[data-said] a.mark").click()
    expect(page).to_have_url(re.compile("#excerpt-1$"))
    page.get_by_role("link", name="Open at this place").click()
    expect(page).to_have_url(re.compile(r"\?at=\d+-\d+~[0-9a-f]{8}~enterprise-support#ui:found$"))
    expect(page.locator("[id='ui:found']")).to_be_in_viewport()


def test_nothing_is_offered_that_needs_a_script(opened: Opens) -> None:
    """Buttons that would do nothing are not there."""
    page = plain(opened, f"/en?ask={QUESTION}")
    expect(page.get_by_role("button", name="Markdown")).to_have_count(0)
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_count(0)


def test_feedback(opened: Opens, feedback: FeedbackStore) -> None:
    """A click on Yes is kept; the page says so, and leads back to the answer."""
    page = plain(opened, f"/en?ask={QUESTION}")
    page.get_by_role("button", name="Yes").click()
    expect(page.locator("h1")).to_have_text("Thank you. The docs team can see it.")
    assert (feedback.latest(1)[0].question, feedback.latest(1)[0].helpful) == (QUESTION, True)
    page.get_by_role("link", name="Back to the page").click()
    expect(page.locator("h1")).to_have_text(QUESTION)


def test_language_and_appearance(opened: Opens) -> None:
    """The interface changes its language and colours, and stays on the same answer."""
    page = plain(opened, f"/en?ask={QUESTION}")
    page.get_by_role("button", name="Português").click()
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    expect(page.locator(".verdict")).to_contain_text("A documentação responde")
    expect(page.locator("h1")).to_have_text(QUESTION)
    page.get_by_role("button", name=re.compile("^Aparência")).click()
    page.get_by_role("button", name=re.compile("^Aparência")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(18, 20, 28)")
