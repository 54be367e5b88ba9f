"""What the answer page shows, and that nothing in it is done by the browser."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from markupsafe import Markup

from service.web.age import age
from service.web.answer_view import without_heading
from service.web.cited import quoted, with_marks
from service.web.policy import CONTENT_POLICY
from service.web.texts import texts

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HTML = {"Accept": "text/html"}

HOSTILE = [
    "<script>alert(1)</script> support?",
    "<img src=x onerror=alert(1)> support?",
    '"><svg onload=alert(1)> support?',
    "[click](javascript:alert(1)) support?",
    "{{ 7 * 7 }} {% raw %} support?",
]


@pytest.mark.parametrize("question", HOSTILE)
def test_a_question_is_data(client: TestClient, question: str) -> None:
    """Markup in a question is shown as text, whether it is answered or not."""
    shown = client.get("/en", params={"ask": question}, headers=HTML)
    soup = BeautifulSoup(shown.text, "html.parser")
    heading = soup.select_one("h1")
    assert heading is not None
    assert heading.get_text() == question
    assert soup.select("main script, main img, main svg:not(.icon), main iframe") == []
    assert list(handlers(soup)) == []


def test_marks_become_links() -> None:
    """A mark of the answer leads to its excerpt; other numbers, and those in code, stay as they are."""
    html = Markup("<p>Said [1], not [7].</p><pre>a[1]</pre><p><code>b[1]</code> [12]</p>")
    shown = BeautifulSoup(with_marks(html, [1, 12], "Excerpt {mark}"), "html.parser")
    links = [(link["href"], link["aria-label"], link.get_text()) for link in shown.select("a")]
    assert links == [("#excerpt-1", "Excerpt 1", "1"), ("#excerpt-12", "Excerpt 12", "12")]
    assert shown.get_text() == "Said 1, not [7].a[1]b[1] 12"


def test_quoted_headings_head_nothing() -> None:
    """What is quoted has no ids, which its page has, and its headings are words."""
    html = Markup('<h3 id="a">A &lt;b&gt;<a class="anchor" href="#a">#</a></h3><p id="main">x</p>')
    assert quoted(html) == '<p class="quoted-heading">A &lt;b&gt;</p><p>x</p>'


def test_a_passage_is_shown_without_its_own_heading() -> None:
    """That stands in the path above it; a passage that is only a heading keeps it."""
    assert without_heading("### One\n\nText\n") == "Text"
    assert without_heading("### One") == "### One"
    assert without_heading("Text\n# One") == "Text\n# One"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (-1, "today"),
        (1, "yesterday"),
        (29, "29 days ago"),
        (30, "a month ago"),
        (364, "12 months ago"),
        (365, "a year ago"),
        (800, "2 years ago"),
    ],
)
def test_age(days: int, said: str) -> None:
    """How long ago something was, as one says it."""
    assert age(NOW - timedelta(days=days), NOW, texts("en")) == said


def test_pages_have_a_policy(client: TestClient) -> None:
    """Every page for people says what a browser may do with it, and what it depends on."""
    for path in ("/en", "/en/administration-and-configuration/users", "/en?ask=support%3F", "/en/nothing"):
        shown = client.get(path, headers=HTML)
        assert shown.headers["content-security-policy"] == CONTENT_POLICY
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["vary"].startswith("Accept, Accept-Language, Cookie")
        assert list(handlers(BeautifulSoup(shown.text, "html.parser"))) == []


def test_an_empty_or_long_question_is_told(client: TestClient) -> None:
    """A browser gets a page that says what to do, in the reader's language."""
    empty = client.get("/?ask=", headers={**HTML, "Accept-Language": "pt"})
    assert (empty.status_code, "Digite uma pergunta na caixa de busca." in empty.text) == (200, True)
    long = client.get("/en", params={"ask": "x" * 513}, headers=HTML)
    assert (long.status_code, "512 characters at most" in long.text) == (400, True)


def test_events_are_finished_html(client: TestClient) -> None:
    """The stream gives excerpts, the answer so far, and the panel that the page has."""
    asked = {"ask": "Which support plan gives access to WhatsApp?", "events": "html"}
    told = client.get("/en", params=asked, headers={"Accept": "text/event-stream"})
    names = [line.removeprefix("event: ") for line in told.text.splitlines() if line.startswith("event: ")]
    assert names[0] == "excerpts"
    assert names[-1] == "done"
    assert set(names[1:-1]) == {"answer"}
    del asked["events"]
    whole = client.get("/en", params=asked, headers=HTML).text
    assert "Enterprise Support has a direct WhatsApp channel." in whole


def handlers(soup: BeautifulSoup) -> Iterator[str]:
    """Attributes that a browser would run, or that our policy forbids."""
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            is_script = re.match(r"\s*(javascript|vbscript|data):", str(value), re.IGNORECASE)
            if (
                name.startswith("on")
                or name in {"style", "srcdoc"}
                or (name in {"href", "src"} and is_script)
            ):
                yield f"{name}={value}"
