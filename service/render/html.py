"""The plain page that a browser gets: markdown rendered without a script, in a frame with a question box.

HTML in the documentation is shown as text, never interpreted: a page is data.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from markdown_it import MarkdownIt
from markupsafe import Markup

from service.phrasebook import phrases


def render(
    markdown: str,
    title: str,
    language: str,
    markdown_url: str,
    asked: str = "",
    spoken: Iterable[tuple[str, str]] = (),
) -> str:
    """A whole HTML document that shows `markdown`; `spoken` are language and address of its translations."""
    content = _renderer().render(markdown)
    return _template().render(
        content=Markup(content),  # noqa: S704 - made by a renderer that escapes all HTML in its input
        title=title,
        language=language,
        markdown_url=markdown_url,
        spoken=spoken,
        asked=asked,
        ask_label=phrases(language).ask,
    )


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def _template() -> Template:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True).get_template("page.html")
