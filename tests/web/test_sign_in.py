"""Signing in, in a browser, where keys are in force."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import expect

from service.app import create_app
from service.http.access import Access
from service.keys import KeyRing, Scope
from service.operation import Operation
from service.wiring import Workspace
from tests.service.http.served import served
from tests.web.browser import Watch
from tests.web.conftest import Opens, Shown

QUESTION = "/en/users?ask=Which%20support%20plan%20gives%20access%20to%20WhatsApp%3F"


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyRing]:
    """No keys yet."""
    with closing(KeyRing(tmp_path_factory.mktemp("keys") / "keys.db")) as ring:
        yield ring


@pytest.fixture(scope="module")
def site(sample: Workspace, ring: KeyRing) -> Iterator[str]:
    """The sample, for those who have a key."""
    access = Access(ring, frozenset(Scope))
    with served(create_app(sample.asker(), operation=Operation(access=access))) as running:
        yield running.url


def test_reader_signs_in_and_is_where_they_were_going(
    opened: Opens, ring: KeyRing, watch: Watch, shown: Shown
) -> None:
    """After a wrong key, which is told; what they ask is answered, and the script of the page as well."""
    watch.allowed.append("401")
    page = opened(QUESTION)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_label("Key", exact=True)).to_be_focused()
    page.keyboard.type("ask_wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not a key of this service")
    assert Axe().run(page).response["violations"] == []
    shown(page, "sign-in")
    page.get_by_label("Key", exact=True).fill(ring.create("staff", [Scope.ASK, Scope.SEARCH]))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{QUESTION}")
    expect(page.locator("main")).to_contain_text("direct WhatsApp channel")
    assert page.evaluate("document.cookie").count("askdocs_key") == 0
    status = page.evaluate("fetch('/~askdocs/results?q=whatsapp').then(got => got.status)")
    assert status == 200


def test_who_asks_with_a_key_that_was_revoked_signs_in_and_has_the_answer(
    opened: Opens, site: str, ring: KeyRing, watch: Watch
) -> None:
    """The script asks, is refused, and leads to the form; behind it is the question."""
    watch.allowed.append("401")
    page = opened("/~askdocs/sign-in?back=/en")
    page.get_by_label("Key", exact=True).fill(ring.create("leaving", [Scope.ASK, Scope.SEARCH]))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/en")
    ring.revoke("leaving")
    page.locator("[name=ask]").fill("Which support plan gives access to WhatsApp?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("Key", exact=True).fill(ring.create("staying", [Scope.ASK, Scope.SEARCH]))
    page.keyboard.press("Enter")
    page.wait_for_url("**/en?ask=Which+support+plan+gives+access+to+WhatsApp%3F")
    expect(page.locator("article.answered")).to_contain_text("direct WhatsApp channel")


def test_the_footer_leads_to_signing_in_and_out(
    opened: Opens, site: str, ring: KeyRing, shown: Shown
) -> None:
    """From any page and back to it; the form says who one is, and what that key opens."""
    page = opened("/en/administration-and-configuration/groups")
    footer = page.get_by_role("contentinfo")
    expect(footer.get_by_role("link")).to_have_text(["Sign in or out", "All pages as markdown: llms.txt"])
    footer.get_by_role("link", name="Sign in or out").click()
    page.get_by_label("Key", exact=True).fill(ring.create("writer", Scope))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/en/administration-and-configuration/groups")
    footer.get_by_role("link", name="Sign in or out").click()
    expect(page.get_by_text("You are signed in with the key “writer”.")).to_be_visible()
    expect(page.get_by_role("link", name="Insights")).to_have_attribute("href", "/insights")
    assert Axe().run(page).response["violations"] == []
    shown(page, "signed-in")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site}/")
    page.goto("/~askdocs/sign-in")
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_lead_signs_in_for_insights_and_out_again(opened: Opens, ring: KeyRing) -> None:
    """A key without the scope is told what it lacks; the link of who has signed in before leads on."""
    page = opened("/insights")
    page.get_by_label("Key", exact=True).fill(ring.create("agent", [Scope.ASK]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("“admin”")
    page.get_by_label("Key", exact=True).fill(ring.create("lead", Scope))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Insights")
    page.goto("/~askdocs/sign-in?back=/insights")
    page.get_by_role("link", name="I have signed in before").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Insights")
    sign_out = page.get_by_role("button", name="Sign out")
    sign_out.wait_for(timeout=30_000)
    sign_out.click()
    page.wait_for_url("**/")
    page.goto("/insights")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
