"""The web page of a markdown text: whatever the text, nothing in it is done by the browser."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from service.render.html import render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\nscript:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox)",
    "![x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>click</a>",
    "<svg/onload=alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    '[x](http://a.test "\\" onmouseover=alert(1) x=\\"")',
]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_markdown_is_data(markdown: str) -> None:
    """Scripts, event handlers and javascript: links are shown as text, or not at all."""
    assert list(live(render(f"# Title\n\n{markdown}\n", "Title", "en", "/a.md", asked=markdown))) == []


def live(html: str) -> Iterator[str]:
    """What a browser would run of a page."""
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name in {"script", "svg", "iframe", "object", "embed", "img"}:
            yield str(element)
        for name, value in element.attrs.items():
            address = re.sub(r"[\x00-\x20]", "", str(value)).lower()
            if name.startswith("on") or address.startswith(("javascript:", "vbscript:", "data:")):
                yield f"{name}={value}"
