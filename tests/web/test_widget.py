"""The widget on a page of another site, whose policy is strict and whose styles are hostile."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, ViewportSize, expect

from service.app import create_app
from service.http.access import Access
from service.keys import KeyRing, Scope
from service.operation import Operation
from service.web.templating import FOLDER
from service.wiring import Workspace
from tests.service.http.served import served
from tests.web.browser import Watch
from tests.web.conftest import Opens, Shown
from tests.web.foreign import foreign
from tests.web.test_accessibility import violations

QUESTION = "Which support plan gives access to WhatsApp?"
ANSWER = "Enterprise Support has a direct WhatsApp channel"
MOST_BYTES = 12_000
PHONE: ViewportSize = {"width": 390, "height": 844}

LABEL, PORTUGUESE = quote('data-label="Help me"'), quote('data-language="pt"')

COLOUR = re.compile(r"(--[a-z-]+): (#[0-9a-fA-F]{6});")

LOOKS = "element => JSON.stringify(Object.fromEntries([...getComputedStyle(element)].map(\
    name => [name, getComputedStyle(element).getPropertyValue(name)])))"

STREAMED = """() => {
  const body = document.querySelector("askdocs-widget").shadowRoot.querySelector(".body");
  const parts = { excerpts: ".excerpts .excerpt", answer: ":scope > .said li", done: "article.answered" };
  window.order = [];
  new MutationObserver(() => {
    for (const name in parts) if (body.querySelector(parts[name]) && !order.includes(name)) order.push(name);
  }).observe(body, { childList: true, subtree: true });
}"""
"""Notes which part of the answer is there first."""


@pytest.fixture(scope="module")
def host(site: str) -> Iterator[str]:
    """The address of the other site."""
    with foreign(site) as address:
        yield address


@pytest.fixture
def watch(site: str, host: str) -> Watch:
    """What the page does: it may ask its own site and ours."""
    return Watch(site.removeprefix("http://"), also=host.removeprefix("http://"))


@pytest.fixture
def page(opened: Opens, host: str) -> Page:
    """The other site's page."""
    return opened(f"{host}/")


def test_keyboard_alone_asks_and_returns(page: Page, site: str) -> None:
    """From the button to the streamed answer and back; all links lead to our pages, in another tab."""
    button = page.get_by_role("button", name="Ask the docs")
    expect(button).to_have_attribute("aria-haspopup", "dialog")
    page.locator("#words a").focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("support wha")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("WhatsApp")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ results?$"))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "ui:option-1")
    assert addresses(page) - {f"{site}/"} != set()
    page.evaluate(STREAMED)
    box.fill(QUESTION)
    page.keyboard.press("Enter")
    answer = page.locator("askdocs-widget article.answered")
    expect(answer).to_contain_text(ANSWER)
    assert page.evaluate("window.order") == ["excerpts", "answer", "done"]
    expect(page.get_by_role("status")).to_have_text("The documentation answers this. The answer is ready.")
    assert [each for each in addresses(page) if not each.startswith(f"{site}/")] == []
    assert re.match(rf"{site}/en/.+\?at=\d+-\d+~", answer.locator("a.mark").first.get_attribute("href") or "")
    expect(page.locator("askdocs-widget a:not([target=_blank][rel=noopener])")).to_have_count(0)
    expect(answer.locator("form, img")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_chosen_result_opens_our_page(page: Page, site: str) -> None:
    """In another tab, with its words marked."""
    typed(page, "enterprise support")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    with page.context.expect_page() as opening:
        page.keyboard.press("Enter")
    expect(opening.value.locator("[id='ui:found']")).to_be_in_viewport()
    assert opening.value.url.startswith(f"{site}/en/")
    assert opening.value.evaluate("window.opener") is None


def test_follow_ups_are_asked_in_place(page: Page) -> None:
    """A further question is answered in the dialog."""
    typed(page, QUESTION)
    page.keyboard.press("Enter")
    follow_up = page.locator("askdocs-widget .follow-ups a").first
    asked = follow_up.inner_text().strip()
    follow_up.click()
    expect(page.locator("askdocs-widget article h1")).to_have_text(asked)
    expect(page.get_by_role("combobox")).to_have_value(asked)


def test_an_unanswered_question_says_so(page: Page) -> None:
    """With the nearest pages."""
    typed(page, "How often does the moon turn around Jupiter?")
    page.keyboard.press("Enter")
    expect(page.locator("askdocs-widget .verdict")).to_have_text("The documentation does not say")
    expect(page.locator("askdocs-widget .source")).to_have_count(3)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE], ids=["desktop", "phone"])
def test_it_has_no_violation(theme: str, size: ViewportSize, opened: Opens, host: str, shown: Shown) -> None:
    """axe-core finds nothing wrong with the page, whether results or an answer are open."""
    page = opened(f"{host}/", color_scheme=theme, viewport=size)
    name = f"widget-{theme}-{size['width']}"
    expect(page.get_by_role("button", name="Ask the docs")).to_be_visible()
    shown(page, f"{name}-closed")
    typed(page, "support wha")
    expect(page.get_by_role("option").first).to_be_visible()
    assert violations(page) == []
    shown(page, f"{name}-results")
    page.get_by_role("combobox").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("askdocs-widget article.answered")).to_be_visible()
    assert violations(page) == []
    shown(page, f"{name}-answer")


def test_styles_reach_neither_the_widget_nor_the_page(page: Page, opened: Opens, host: str) -> None:
    """The page looks as it does without the widget, and the widget as it does on any page."""
    button = page.get_by_role("button", name="Ask the docs")
    expect(button).to_be_visible()
    plain = opened(f"{host}/?times=0")
    for part in ("html", "body", "h1", "#words", "#words a"):
        assert page.locator(part).evaluate(LOOKS) == plain.locator(part).evaluate(LOOKS)
    look = "element => ['fontSize', 'letterSpacing', 'textTransform', 'display'].map(\
        name => getComputedStyle(element)[name])"
    assert button.evaluate(look) == ["16px", "normal", "none", "flex"]
    typed(page, "support")
    assert page.get_by_role("combobox").evaluate(look) == ["17px", "normal", "none", "block"]


def test_one_widget_whatever_the_page_includes(opened: Opens, host: str) -> None:
    """A script that is there twice adds one button, with the label of the first."""
    page = opened(f"{host}/?times=2&attributes={LABEL}")
    expect(page.get_by_role("button", name="Help me")).to_have_count(1)
    page.wait_for_load_state("load")
    expect(page.locator("askdocs-widget")).to_have_count(1)


@pytest.mark.parametrize("query", [f"attributes={PORTUGUESE}", "spoken=pt-BR"], ids=["attribute", "page"])
def test_it_speaks_portuguese(query: str, opened: Opens, host: str) -> None:
    """Where the attribute says so, else where the page does; what comes from us as well."""
    page = opened(f"{host}/?{query}")
    page.get_by_role("button", name="Pergunte à documentação").click()
    page.keyboard.type("Qual plano de suporte dá acesso ao WhatsApp?")
    page.keyboard.press("Enter")
    expect(page.locator("askdocs-widget .verdict-words")).to_have_text("A documentação responde")


def test_the_page_does_not_hear_what_is_typed(page: Page) -> None:
    """The page's own shortcuts stay quiet while somebody types into the dialog, even at once."""
    page.evaluate("window.heard = []; document.addEventListener('keydown', e => window.heard.push(e.key))")
    typed(page, "s")
    assert "s" not in page.evaluate("window.heard")


def test_a_lost_connection_is_told(page: Page, watch: Watch) -> None:
    """With a link that asks on our own page."""
    watch.allowed.append("ERR_INTERNET_DISCONNECTED")
    typed(page, "support")
    expect(page.get_by_role("option").first).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("combobox").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The documentation cannot be reached just now.").first).to_be_visible()
    expect(page.get_by_role("link", name="Ask it there")).to_have_attribute(
        "href", re.compile(r"/\?ask=Which")
    )


def test_keys_are_told(sample: Workspace, tmp_path: Path, opened: Opens, watch: Watch) -> None:
    """Where questions need a key the widget says that it has none."""
    watch.allowed.append("401")
    with closing(KeyRing(tmp_path / "keys.db")) as ring:
        operation = Operation(access=Access(ring, frozenset(Scope)))
        with served(create_app(sample.asker(), operation=operation)) as docs, foreign(docs.url) as host:
            page = opened(f"{host}/")
            typed(page, QUESTION)
            page.keyboard.press("Enter")
            expect(page.locator("askdocs-widget .hint")).to_contain_text("Questions need a key here")
            expect(page.get_by_role("link", name="Ask it there")).to_be_visible()
            watch.left.clear()  # both servers are this test's own


def test_the_script_is_small_and_kept(client: TestClient) -> None:
    """Any site may load it; who has it is told so."""
    got = client.get("/widget.js")
    assert got.headers["content-type"] == "text/javascript; charset=utf-8"
    assert got.headers["cache-control"] == "public, max-age=300"
    assert got.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(got.content) < MOST_BYTES
    assert client.get("/widget.js", headers={"If-None-Match": got.headers["etag"]}).status_code == 304
    assert client.get("/widget.js", headers={"If-None-Match": '"another"'}).status_code == 200


def test_its_colours_are_those_of_our_pages() -> None:
    """In both themes."""
    ours, pages = ((FOLDER / "static" / "css" / f"{name}.css").read_text() for name in ("widget", "base"))
    for part in (0, 1):
        colours = dict(COLOUR.findall(ours.partition("@media (prefers-color-scheme: dark)")[part * 2]))
        theirs = dict(COLOUR.findall(pages.partition(':root[data-theme="dark"]')[part * 2]))
        assert len(colours) == 12
        assert colours.items() <= theirs.items()


def typed(page: Page, words: str) -> None:
    """Open the dialog and type."""
    page.get_by_role("button", name="Ask the docs").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(words)


def addresses(page: Page) -> set[str]:
    """Where the links of the widget lead."""
    found = page.locator("askdocs-widget a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return set(found)
