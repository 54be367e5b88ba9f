"""The site for readers of text: llms.txt, which lists its pages, and llms-full.txt, which holds them."""

from collections.abc import Iterable, Sequence

from ingest.page import Page
from service.links import Links
from service.render.markdown import escaped
from service.variants import variant

FULL_PAGES = 100
"""How many pages one file of llms-full.txt holds."""


def llms_txt(title: str, pages: Iterable[Page], links: Links, prefix: str = "") -> str:
    """The index of one variant's pages (llmstxt.org): a title, a heading a section, a line a page.

    `prefix` is the variant's.
    """
    sections: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for document in pages:
        titles[document.path] = document.title
        sections.setdefault(_section(document), []).append(_entry(document, links))
    home = links.served_markdown(prefix or "/")
    parts = [f"# {title}", f"> Ask this documentation a question: `GET {home}?ask=<question>`."]
    for path, members in sections.items():
        parts += [f"## {titles.get(path) or _readable(path)}", "\n".join(members)]
    return "\n\n".join(parts) + "\n"


def llms_full(pages: Sequence[Page], number: int, more: bool, links: Links) -> str:
    """The file of this number, from 0: pages, each with its address below its title, and where it goes on."""
    parts = [_whole(document, links) for document in pages]
    if more:
        parts.append(f"[Next Page](/llms-full.txt/{number + 1})")
    return "\n\n".join(parts) + "\n"


def entries(pages: Iterable[Page], links: Links) -> str:
    """A list of pages."""
    return "\n".join(_entry(document, links) for document in pages)


def _entry(document: Page, links: Links) -> str:
    line = f"- [{escaped(document.title)}]({links.served_markdown(document.path)})"
    return f"{line}: {' '.join(document.description.split())}" if document.description else line


def _section(document: Page) -> str:
    own = document.path.strip("/").split("/")
    return "/" + "/".join(own[: 2 if variant(document) else 1])


def _readable(path: str) -> str:
    return path.rsplit("/", 1)[-1].replace("-", " ").capitalize()


def _whole(document: Page, links: Links) -> str:
    """The page below its title and address; a page that has no title of its own gets one."""
    heading, _, text = document.markdown.lstrip().partition("\n")
    if not heading.startswith("# "):
        heading, text = f"# {document.title}", document.markdown
    return f"{heading}\nSource: {links.page(document.url)}\n\n{text.strip()}"
