"""The page of insights in a browser, over a log that was made by asking."""

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import Page, expect

from service.app import create_app
from service.feedback import FeedbackFile
from service.http.exchange import door
from service.insights.background import Background
from service.operation import Operation
from service.question_log import QuestionLog
from service.routes.v1_backing import Backing
from service.wiring import Workspace
from tests.service.http.served import served, until
from tests.web.conftest import Opens, Shown

OPEN = (
    ("Is there a mobile app?", "/en/users.md"),
    ("Is there an Android app for my phone? Write to ana@mail.example", "/en/users.md"),
    ("Existe aplicativo para celular?", "/usuarios.md"),
    ("How do I set up single sign-on?", "/en/users.md"),
    ("Como configuro o login único (SSO)?", "/usuarios.md"),
)
ANSWERED = ("Which support plan gives access to WhatsApp?", "/en/users.md")


@pytest.fixture(scope="module")
def site(sample: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample, after some questions and a rating."""
    folder = tmp_path_factory.mktemp("insights")
    log, feedback = QuestionLog(folder / "questions.db", 30, door), FeedbackFile(folder / "feedback.db")
    app = create_app(sample.asker(), operation=Operation(questions=log), backing=Backing(None, feedback))
    with served(app) as running, closing(log):
        for question, path in (*OPEN, ANSWERED):
            httpx.get(running.url + path, params={"ask": question}).raise_for_status()
        feedback.add("no", "/en", "What is Power Omni?", helpful=False, reason="Call me: 11 91234-5678")
        until(lambda: len(log.latest(10)) == 6)
        background: Background = app.state.insights
        until(lambda: background.insights(30, 5) is not None, 60)
        yield running.url


@pytest.fixture
def page(opened: Opens) -> Page:
    """The page, in English."""
    return opened("/insights")


def test_what_was_asked_is_shown(page: Page, shown: Shown) -> None:
    """How often, what was left open by subject across languages, with the outline; masked."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Insights")
    figures = page.locator(".figures")
    expect(figures.locator("div").nth(0)).to_contain_text("6")
    expect(figures.locator(".unanswered")).to_contain_text("5")
    topics = page.locator(".topics > li")
    expect(topics).to_have_count(2)
    first = topics.first
    expect(first.locator(".topic-facts")).to_have_text("asked 3 times · EN, PT")
    first.locator("summary").click()
    expect(first).to_contain_text("Existe aplicativo para celular?")
    expect(first).to_contain_text("Write to [e-mail]")
    expect(first.locator(".stub")).to_contain_text("- Is there a mobile app?")
    expect(page.locator("main")).to_contain_text("Call me: [number]")
    assert not {"ana@mail.example", "91234"} & set(page.content().split())
    shown(page, "insights")


def test_plot_has_a_table_beside_it(page: Page) -> None:
    """What is drawn is said as well."""
    plot = page.get_by_role("img", name="Column chart: 6 questions in 30 days")
    expect(plot).to_be_visible()
    heights = {
        bar.get_attribute("class"): float(bar.get_attribute("height") or 0)
        for bar in plot.locator("rect").all()
    }
    assert heights["unanswered"] == pytest.approx(5 * heights["answered"], abs=0.1)
    page.get_by_text("Show the figures as a table").click()
    expect(page.locator("table").first.locator("tbody tr td")).to_have_text(["1", "0", "5"])


def test_days_are_chosen_and_tables_fetched(page: Page) -> None:
    """Both by plain links, which work without a script."""
    page.get_by_role("link", name="7 days").click()
    page.wait_for_url("**/insights?days=7")
    expect(page.locator("[aria-current=page]")).to_have_text("7 days")
    with page.expect_download() as started:
        page.get_by_role("link", name="All of them as CSV").or_(
            page.get_by_role("link", name="CSV")
        ).first.click()
    table = started.value.path().read_text(encoding="utf-8")
    assert started.value.suggested_filename.startswith("askdocs-clusters-")
    assert "Existe aplicativo" in table or "mobile app" in table


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_read_it(opened: Opens, shown: Shown, theme: str, width: int) -> None:
    """axe finds nothing, and nothing is wider than the window; in Portuguese too."""
    size = {"width": width, "height": 800}
    page = opened("/insights", color_scheme=theme, viewport=size, locale="pt-BR")
    expect(page.get_by_role("heading", level=1)).to_have_text("Painel")
    page.locator(".topics summary").first.click()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown(page, f"insights-{theme}-{width}")


def test_page_tells_caches_and_robots_to_keep_away(site: str) -> None:
    """It is about people; what cannot be is refused."""
    got = httpx.get(f"{site}/insights")
    assert (got.headers["cache-control"], got.headers["x-robots-tag"]) == ("no-store", "noindex, nofollow")
    assert "script-src 'self'" in got.headers["content-security-policy"]
    assert "style=" not in got.text
    assert httpx.get(f"{site}/insights?days=0").status_code == 422
    assert httpx.get(f"{site}/insights.csv?what=secrets").status_code == 422
