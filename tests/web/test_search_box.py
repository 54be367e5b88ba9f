"""The search box in a real browser: results while one types, and the keyboard."""

import re
from contextlib import suppress

from playwright.sync_api import Error, Page, Route, expect

from tests.web.browser import Watch
from tests.web.conftest import Opens, Shown

NOTHING = '<div role="listbox" data-said="Nothing is found." data-sections="[]"></div>'

QUESTION = "Which support plan gives access to WhatsApp?"


def test_results_appear_while_one_types(page: Page, shown: Shown) -> None:
    """Half a word finds the passage that has all of it; the words typed are marked."""
    page.locator("[name=ask]").press_sequentially("support wha")
    first = page.locator(".options [role=option]").first
    expect(first).to_contain_text("WhatsApp")
    expect(first.locator("mark").filter(has_text="WhatsApp")).to_have_count(1)
    expect(page.locator("[name=ask]")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[id='ui:said']")).to_have_text(re.compile(r"^\d+ results?$"))
    shown(page, "results")


def test_late_results_are_dropped(page: Page) -> None:
    """What comes for words that are not typed any more is not shown."""
    held: list[Route] = []
    page.route("**/results?q=budget*", lambda route: held.append(route))
    with page.expect_request("**/results?q=budget*"):
        page.locator("[name=ask]").fill("budget")
    page.locator("[name=ask]").fill("group")
    group = page.locator(".options [role=option]").filter(has_text="Create a group")
    expect(group).to_be_visible()
    with suppress(Error):  # the browser has given the request up already
        held[0].fulfill(body="<ul role=listbox data-said='late' data-sections='[]'></ul>")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(group).to_be_visible()


def test_arrow_keys_choose_and_enter_opens(page: Page) -> None:
    """The chosen passage is told to screen readers, and Enter opens its page with its words marked."""
    box = page.locator("[name=ask]")
    box.press_sequentially("enterprise support")
    options = page.locator(".options [role=option]")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "ui:option-2")
    box.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page.locator("[id='ui:found']")).to_be_in_viewport()


def test_keys_work_from_anywhere(page: Page) -> None:
    """A slash goes to the box, Escape closes the results, a question mark shows the list of keys."""
    page.keyboard.press("/")
    expect(page.locator("[name=ask]")).to_be_focused()
    page.keyboard.type("group")
    expect(page.locator(".results")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".results")).to_be_hidden()
    page.locator("[name=ask]").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_filters(page: Page) -> None:
    """Results can be had of one language, and of one section."""
    page.locator("[name=ask]").press_sequentially("WhatsApp")
    groups = page.locator(".options [role=group]")
    expect(groups.first).to_be_visible()
    page.get_by_label("Language", exact=True).select_option("pt")
    expect(page.locator(".options [role=group]:not([lang=pt])")).to_have_count(0)
    expect(groups.first).to_be_visible()
    page.get_by_label("Language", exact=True).select_option("")
    page.get_by_label("Section", exact=True).select_option("Support")
    expect(groups).to_have_count(1)
    expect(groups).to_have_attribute("aria-label", "Support")


def test_nothing_found_and_nothing_reached_are_said(opened: Opens, watch: Watch) -> None:
    """Where the filters leave nothing, or the service cannot be reached, the panel says so in words."""
    watch.allowed.append("ERR_FAILED")
    page = opened("/en")
    page.route("**/results?q=budget&**language=pt*", lambda route: route.fulfill(body=NOTHING))
    page.route("**/results?q=group*", lambda route: route.abort())
    page.locator("[name=ask]").fill("budget")
    expect(page.locator(".options [role=option]").first).to_be_visible()
    page.get_by_label("Language", exact=True).select_option("pt")
    expect(page.locator(".results-note")).to_have_text("Nothing is found.")
    page.locator("[name=ask]").fill("group")
    expect(page.locator(".results-note")).to_contain_text("The search cannot be reached")


def test_recent_questions_stay_in_the_browser(page: Page) -> None:
    """What was asked is offered again, and can be forgotten; it is in this browser's storage only."""
    page.locator("[name=ask]").fill(QUESTION)
    page.locator("[name=ask]").press("Enter")
    expect(page.locator("article.answered")).to_be_visible()
    page.goto("/en")
    expect(page.locator("[data-recent]")).to_contain_text(QUESTION)
    page.locator("[name=ask]").focus()
    expect(page.locator(".options [role=option]")).to_have_text([QUESTION])
    assert page.evaluate("localStorage.length") == 1
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".options [role=option]")).to_have_count(0)
    assert page.evaluate("JSON.parse(localStorage.getItem('askdocs-recent'))") == []


def test_a_recent_question_is_asked_by_keyboard(page: Page) -> None:
    """An arrow key and Enter ask a recent question again."""
    page.evaluate("question => localStorage.setItem('askdocs-recent', JSON.stringify([question]))", QUESTION)
    page.locator("[name=ask]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("article.answered h1")).to_have_text(QUESTION)


def test_hostile_text_is_shown_as_text(page: Page) -> None:
    """Markup that is typed, asked and remembered stays text everywhere."""
    hostile = "<img src=x onerror=\"document.title='owned'\"> support?"
    page.locator("[name=ask]").fill(hostile)
    page.locator("[name=ask]").press("Enter")
    expect(page.locator("article:not(.asking) h1")).to_have_text(hostile)
    page.goto("/")
    expect(page.locator("[data-recent] a")).to_have_text(hostile)
    page.locator("[name=ask]").focus()
    expect(page.locator(".options [role=option]")).to_have_text([hostile])
    assert page.title() != "owned"


def test_a_phone_shows_results_without_scrolling_sideways(opened: Opens, shown: Shown) -> None:
    """At 390 pixels nothing is wider than the screen."""
    phone = opened("/en/administration-and-configuration/groups", viewport={"width": 390, "height": 844})
    phone.locator("[name=ask]").press_sequentially("group")
    expect(phone.locator(".options [role=option]").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    shown(phone, "phone-results")
