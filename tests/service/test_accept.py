"""What a client is given, by what it says that it reads."""

import pytest

from service.accept import Accepted, Form, wanted

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CODING_AGENT = "text/markdown;q=1.0, text/x-markdown;q=0.9, text/plain;q=0.8, text/html;q=0.7, */*;q=0.1"
SCRIPT = "application/json, text/plain, */*"
CHAT = "Mozilla/5.0 (compatible; ChatGPT-User/1.0)"


@pytest.mark.parametrize(
    ("accept", "suffix", "form"),
    [
        ("*/*", ".md", Form.MARKDOWN),
        ("*/*", "", Form.HTML),
        ("", "", Form.HTML),
        ("", ".md", Form.MARKDOWN),
        (BROWSER, ".md", Form.MARKDOWN),
        (BROWSER, "", Form.HTML),
        (CODING_AGENT, "", Form.MARKDOWN),
        (CODING_AGENT, ".md", Form.MARKDOWN),
        (SCRIPT, "", Form.HTML),
        (SCRIPT, ".md", Form.MARKDOWN),
        ("text/markdown", "", Form.MARKDOWN),
        ("TEXT/Markdown; Q=1", "", Form.MARKDOWN),
        ("text/markdown;charset=utf-8;q=0.9, text/html;q=0.8", "", Form.MARKDOWN),
        ('text/html;level="1,2";q=0.4, text/markdown;q=0.5', "", Form.MARKDOWN),
        ("text/x-markdown, text/html;q=0.8", "", Form.MARKDOWN),
        ("text/markdown, text/html, */*", "", Form.MARKDOWN),
        ("text/html, text/markdown", "", Form.HTML),
        ("text/html, text/markdown;q=0.5", "", Form.HTML),
        ("text/markdown, */*", "", Form.MARKDOWN),
        ("text/html;q=0.9, */*", "", Form.MARKDOWN),
        ("text/html;q=0, */*", "", Form.MARKDOWN),
        ("text/*", "", Form.HTML),
        ("text/*", ".md", Form.MARKDOWN),
        ("text/*;q=0.5, text/markdown", "", Form.MARKDOWN),
        ("text/*, text/markdown;q=0", "", Form.HTML),
        ("text/markdown;q=0, text/plain", ".md", Form.PLAIN),
        ("text/plain", "", Form.PLAIN),
        ("application/json", ".md", Form.JSON),
        ("application/json", "", Form.JSON),
        ("application/*", "", Form.JSON),
        ("application/json, */*;q=0.5", "", Form.JSON),
        ("application/json;q=0, */*;q=0.1", ".md", Form.MARKDOWN),
        ("application/json, text/markdown", "", Form.MARKDOWN),
        ("application/json;q=0.5, text/html;q=0.4", "", Form.JSON),
        (BROWSER, ".json", Form.JSON),
        ("text/markdown;q=broken, text/html;q=0.1", "", Form.HTML),
        ("text/markdown;q=2, text/html;q=0.1", "", Form.HTML),
        ("image/png", "", Form.HTML),
        ("image/png", ".md", Form.MARKDOWN),
        (", ;q=1, nonsense", "", Form.HTML),
    ],
)
def test_form_follows_header_and_address(accept: str, suffix: str, form: Form) -> None:
    """Markdown for `.md` and whoever prefers it, JSON and plain text for whoever wants nothing else more."""
    assert wanted(accept, "agent", suffix) is form


@pytest.mark.parametrize(
    ("accept", "suffix", "form"),
    [
        ("*/*", ".md", Form.PLAIN),
        ("text/markdown", "", Form.PLAIN),
        (BROWSER, "", Form.HTML),
        ("application/json", ".md", Form.JSON),
        ("*/*", ".json", Form.JSON),
    ],
)
def test_agent_that_cannot_read_markdown_gets_plain_text(accept: str, suffix: str, form: Form) -> None:
    """Only in markdown's place."""
    assert wanted(accept, CHAT, suffix) is form


@pytest.mark.parametrize(("named", "quality"), [("", 0.5), (";q=0.25", 0.25), (";q=0", 0.0)])
def test_most_exact_range_decides(named: str, quality: float) -> None:
    """A family's quality does not hold for a member that is named itself (RFC 9110, 12.5.1)."""
    accepted = Accepted.parse(f"*/*;q=0.1, text/*;q=0.5, text/{'html' if named else 'css'}{named}")
    assert accepted.liking(Form.HTML).quality == quality
    assert accepted.liking(Form.PLAIN).quality == 0.5
    assert accepted.liking(Form.JSON).quality == 0.1
