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
