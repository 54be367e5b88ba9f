"""What a client is given, by what it says that it reads."""

import pytest

from service.accept import Form, wanted

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "agent", "markdown_address", "form"),
    [
        ("*/*", "curl/8", True, Form.MARKDOWN),
        ("*/*", "curl/8", False, Form.HTML),
        (BROWSER, "Mozilla/5.0", True, Form.MARKDOWN),
        (BROWSER, "Mozilla/5.0", False, Form.HTML),
        ("text/markdown", "agent", False, Form.MARKDOWN),
        ("text/x-markdown, text/html;q=0.8", "agent", False, Form.MARKDOWN),
        ("text/html, text/markdown;q=0.5", "agent", False, Form.HTML),
        ("application/json", "agent", True, Form.JSON),
        ("application/json, text/markdown", "agent", False, Form.MARKDOWN),
        ("*/*", "Mozilla/5.0 (compatible; ChatGPT-User/1.0)", True, Form.PLAIN),
        ("text/markdown;q=broken, text/html;q=0.1", "agent", False, Form.HTML),
        ("", "", False, Form.HTML),
    ],
)
def test_form_follows_headers_and_address(
    accept: str, agent: str, markdown_address: bool, form: Form
) -> None:
    """Markdown for `.md` and whoever prefers it, JSON for whoever prefers that, plain text for one agent."""
    assert wanted(accept, agent, markdown_address) is form
