"""Answers in a real browser: how they come, their marks, what one does with them."""

import re

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from service.feedback import FeedbackStore
from tests.web.browser import Watch
from tests.web.conftest import Opens, Shown

QUESTION = "Which support plan gives access to WhatsApp?"
ANSWERED = "/en?ask=Which+support+plan+gives+access+to+WhatsApp%3F"
GROUPS = "/en/administration-and-configuration/groups"
PHONE: ViewportSize = {"width": 390, "height": 844}
UNANSWERED = "/en?ask=How+often+does+the+moon+turn+around+Jupiter%3F"

WATCH = """
window.shifts = []; window.order = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.shifts.push([each.value, each.hadRecentInput]);
}).observe({ type: "layout-shift", buffered: true });
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const seen = (name, there) => there && !window.order.includes(name) && window.order.push(name);
  seen("excerpts", document.querySelector("[data-excerpts] .excerpt"));
  seen("answer", document.querySelector(".asking [data-said] li, .asking [data-said] p"));
  seen("done", document.querySelector("article.answered"));
}).observe(document.body, { childList: true, subtree: true }));
"""


@pytest.mark.parametrize(
    ("path", "viewport"),
    [
        ("/en", {"width": 1280, "height": 720}),
        ("/en", PHONE),
        (GROUPS, PHONE),
    ],
    ids=["home", "home-phone", "phone"],
)
def test_enter_asks_without_leaving_the_page(
    path: str, viewport: ViewportSize, opened: Opens, shown: Shown
) -> None:
    """Excerpts come before the answer, nothing moves meanwhile, and the address is the answer's.

    What moves at the press of the key itself does not count as layout shift: on a phone the search box of the
    home page goes into the header, which grows by it.
    """
    page = opened(path, viewport=viewport)
    page.add_init_script(WATCH)
    page.reload()
    page.locator("[name=ask]").fill(QUESTION)
    page.evaluate("window.shifts = []")
    page.locator("[name=ask]").press("Enter")
    expect(page.locator("article.answered")).to_contain_text(
        "Enterprise Support has a direct WhatsApp channel"
    )
    assert page.evaluate("window.order") == ["excerpts", "answer", "done"]
    shifts = page.evaluate("window.shifts")
    assert [value for value, is_asked_for in shifts if not is_asked_for] == []
    assert len(shifts) <= (1 if page.viewport_size == PHONE and path == "/en" else 0)
    assert page.url.endswith(f"{path}?ask=Which+support+plan+gives+access+to+WhatsApp%3F")
    expect(page.locator("article h1")).to_be_focused()
    expect(page.locator("[id='ui:said']")).to_have_text(
        "The documentation answers this. The answer is ready."
    )
    shown(page, f"streamed-{viewport['width']}-{path.count('/')}")


def test_back_leads_to_where_one_asked(page: Page) -> None:
    """The browser's Back shows the page before the question."""
    page.locator("[name=ask]").fill(QUESTION)
    page.locator("[name=ask]").press("Enter")
    expect(page.locator("article.answered")).to_be_visible()
    page.go_back()
    expect(page.locator(".hero")).to_be_visible()


def test_an_answer_is_the_same_when_its_address_is_opened(opened: Opens) -> None:
    """What streams into the page is what the address gives."""
    streamed = opened("/en")
    streamed.locator("[name=ask]").fill(QUESTION)
    streamed.locator("[name=ask]").press("Enter")
    expect(streamed.locator("article.answered")).to_be_visible()
    loaded = opened(ANSWERED)
    assert streamed.locator("[data-said]").inner_html() == loaded.locator("[data-said]").inner_html()
    assert streamed.locator(".excerpts").inner_html() == loaded.locator(".excerpts").inner_html()


def test_marks_show_their_excerpt(opened: Opens, shown: Shown) -> None:
    """Pointing at a mark shows its excerpt, which the pointer may enter; Escape closes it (WCAG 1.4.13)."""
    page = opened(ANSWERED)
    mark, peek = page.locator("[data-said] a.mark").first, page.get_by_role("tooltip")
    mark.hover()
    expect(peek).to_contain_text("Enterprise Support is made for critical operations")
    peek.hover()
    expect(peek).to_be_visible()
    shown(page, "mark")
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()
    mark.focus()
    expect(peek).to_be_visible()
    expect(mark).to_have_attribute("aria-describedby", "ui:peek")
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()
    expect(mark).to_be_focused()


def test_a_finger_shows_an_excerpt_first(opened: Opens) -> None:
    """Where nothing can point, the first touch of a mark shows its excerpt, and the second one opens it."""
    page = opened(ANSWERED, has_touch=True, viewport={"width": 390, "height": 844})
    mark = page.locator("[data-said] a.mark").first
    mark.tap()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.url.endswith(ANSWERED)
    mark.tap()
    expect(page.locator("[id='ui:found']")).to_be_in_viewport()


def test_the_interface_speaks_portuguese(opened: Opens, shown: Shown) -> None:
    """A reader whose browser prefers Portuguese has all of it so, streamed answers too."""
    page = opened("/", locale="pt-BR")
    page.locator("[name=ask]").fill("Como crio um grupo?")
    page.get_by_role("button", name="Perguntar").click()
    expect(page.locator(".verdict-words")).to_have_text("A documentação responde")
    expect(page.get_by_role("heading", name="Em que se baseia")).to_be_visible()
    expect(page.locator("[id='ui:said']")).to_have_text("A documentação responde. A resposta está pronta.")
    shown(page, "answer-pt")


def test_keyboard_alone_leads_to_the_marked_words(page: Page, shown: Shown) -> None:
    """From the slash to the words on their page, without a pointer."""
    page.keyboard.press("/")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("article.answered")).to_be_visible()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.mark')"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        re.compile(r"/billing/support\?at=\d+-\d+~[0-9a-f]{8}~enterprise-support#ui:found$")
    )
    expect(page.locator("[id='ui:found']")).to_be_in_viewport()
    expect(page.locator(".found").filter(has_text="direct WhatsApp channel")).to_have_count(1)
    shown(page, "page")


def test_copies(opened: Opens, site: str) -> None:
    """The answer is copied as markdown, with links, as plain text, and by its address; `c` copies it too."""
    page = opened(ANSWERED, permissions=["clipboard-read", "clipboard-write"])

    def copied(name: str) -> str:
        page.get_by_role("button", name=name).click()
        expect(page.locator(".actions-said")).to_have_text("Copied.")
        return str(page.evaluate("navigator.clipboard.readText()"))

    place = "Support > The two plans > Enterprise Support"
    markdown = copied("Markdown")
    assert markdown.startswith(f"**{QUESTION}**\n\n* **Channel:** Enterprise Support")
    assert markdown.endswith(f"- [1] {place}")
    assert f"- [1] [{place}]({site}/en/" in copied("With links")
    plain = copied("Plain text")
    assert "*" not in plain
    assert "Channel: Enterprise Support has a direct WhatsApp channel." in plain
    assert copied("Copy link") == f"{site}/en?ask=Which%20support%20plan%20gives%20access%20to%20WhatsApp%3F"
    page.locator("h1").click()
    page.keyboard.press("c")
    page.wait_for_function(
        "text => navigator.clipboard.readText().then((read) => read === text)", arg=markdown
    )


def test_one_click_tells_the_docs_team(opened: Opens, feedback: FeedbackStore, shown: Shown) -> None:
    """An unanswered question says so, names the nearest pages, and reaches those who write."""
    page = opened(UNANSWERED)
    expect(page.locator(".verdict")).to_have_text("The documentation does not say")
    expect(page.locator(".source")).to_have_count(3)
    shown(page, "unanswered")
    page.get_by_role("button", name="Tell the docs team").click()
    expect(page.get_by_text("The docs team has your question.")).to_be_focused()
    told = feedback.latest(1)[0]
    assert (told.question, told.page_url) == ("How often does the moon turn around Jupiter?", "/en")
    assert told.helpful is None


def test_thumbs_with_a_reason(opened: Opens, feedback: FeedbackStore) -> None:
    """A reader says that an answer did not help, and why."""
    page = opened(ANSWERED)
    page.locator("summary", has_text="No").click()
    page.get_by_label("What is wrong or missing?").fill("It does not say what it costs.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. The docs team can see it.")).to_be_visible()
    told = feedback.latest(1)[0]
    assert (told.helpful, told.reason) == (False, "It does not say what it costs.")
    assert told.question == QUESTION


def test_follow_ups_are_asked_in_place(opened: Opens) -> None:
    """A further question is answered without loading a page, and stands in the search box."""
    page = opened(ANSWERED)
    follow_up = page.locator(".follow-ups a").first
    asked = follow_up.inner_text().strip()
    page.evaluate("window.stayed = true")
    follow_up.click()
    expect(page.locator("article:not(.asking) h1")).to_have_text(asked)
    expect(page.locator("[name=ask]")).to_have_value(asked)
    assert page.evaluate("window.stayed")


def test_a_busy_service_is_tried_again(opened: Opens, watch: Watch) -> None:
    """A refusal says when to come again: the page says so, waits, and gets the answer."""
    watch.allowed.append("503")
    page = opened("/en")
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "1"}, body="busy")

    page.route("**/en?ask=*", refuse_once)
    page.locator("[name=ask]").fill(QUESTION)
    page.locator("[name=ask]").press("Enter")
    expect(page.locator("[data-words]")).to_have_text("The service is busy. Trying again in 1 s.")
    expect(page.locator("article.answered")).to_be_visible()


def test_a_lost_connection_keeps_the_question(opened: Opens, watch: Watch) -> None:
    """Where the network is gone the page says so, and the question can be tried again."""
    watch.allowed.append("ERR_INTERNET_DISCONNECTED")
    page = opened("/en")
    page.context.set_offline(True)
    page.locator("[name=ask]").fill(QUESTION)
    page.locator("[name=ask]").press("Enter")
    retry = page.get_by_role("link", name="Try again")
    expect(retry).to_be_visible()
    expect(page.locator("h1")).to_have_text(QUESTION)
    page.context.set_offline(False)
    retry.click()
    expect(page.locator("article.answered")).to_be_visible()


def test_a_broken_stream_is_asked_for_as_a_page(opened: Opens, watch: Watch) -> None:
    """Where the request fails though there is a network, the page is loaded without a script's help."""
    watch.allowed.append("ERR_CONNECTION_RESET")
    page = opened("/en")
    page.route("**/en?ask=*events=html", lambda route: route.abort("connectionreset"))
    page.locator("[name=ask]").fill(QUESTION)
    page.locator("[name=ask]").press("Enter")
    expect(page.locator("article.answered h1")).to_have_text(QUESTION)
