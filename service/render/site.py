"""The site itself as markdown: its pages with banner and trailer, llms.txt, and the text for a page that is
missing.
"""

from collections.abc import Iterable, Sequence

from ingest.page import Page
from service.links import Links

ANSWER_GOES_WITH = "a direct answer, relevant excerpts and sources"


def page(document: Page, links: Links, instructions: bool) -> str:
    """A page's markdown; with `instructions`, between our banner and our trailer."""
    if not instructions:
        return f"{document.markdown}\n"
    return f"{_banner(document, links)}\n\n{document.markdown}\n\n{_trailer(document, links)}"


def _banner(document: Page, links: Links) -> str:
    return (
        f"> For the complete documentation index, see [llms.txt]({links.site('/llms.txt')})."
        " Every page is available as markdown at its address with `.md` appended;"
        f" this one is at {links.markdown(document.url)}."
    )


def _trailer(document: Page, links: Links) -> str:
    return f"""
---

# Agent Instructions: Querying This Documentation

When this page does not say what you need, ask the whole documentation. Send a GET request to the page's
address with the `ask` parameter:

```
GET {links.markdown(document.url)}?ask=<question>&goal=<end goal>
```

Write `ask` as one specific, self-contained question in natural language. `goal` is optional: what you are
finally trying to do for your user. The response holds {ANSWER_GOES_WITH},
or says plainly that the documentation does not answer.
"""


def not_found(path: str, similar: Sequence[Page], links: Links) -> str:
    """What stands in for a page that the site does not have."""
    lines = ["# Page Not Found", f"The documentation has no page at `{path.replace('`', '')}`."]
    if similar:
        lines += ["Pages with a similar address or topic:", _entries(similar, links)]
    lines.append(
        f"To ask a question instead, send `GET {links.site('/readme.md')}?ask=<question>`:"
        f" the response holds {ANSWER_GOES_WITH}."
        f" All pages are listed in [llms.txt]({links.site('/llms.txt')})."
    )
    return "\n\n".join(lines) + "\n"


def llms_txt(title: str, pages: Iterable[Page], links: Links) -> str:
    """The index of one language's pages (llmstxt.org): a title, a heading a section, a line a page."""
    sections: dict[str, list[Page]] = {}
    known = {}
    for document in pages:
        known[document.path] = document
        sections.setdefault(_section(document), []).append(document)
    parts = [f"# {title}"]
    for path, members in sections.items():
        heading = known[path].title if path in known else _readable(path)
        parts += [f"## {heading}", _entries(members, links)]
    return "\n\n".join(parts) + "\n"


def _section(document: Page) -> str:
    own = [segment for segment in document.path.split("/") if segment]
    depth = 2 if own and own[0] == document.language else 1
    return "/" + "/".join(own[:depth])


def _readable(path: str) -> str:
    return path.rsplit("/", 1)[-1].replace("-", " ").capitalize()


def _entries(pages: Iterable[Page], links: Links) -> str:
    return "\n".join(_entry(document, links) for document in pages)


def _entry(document: Page, links: Links) -> str:
    line = f"- [{document.title}]({links.markdown(document.url)})"
    return f"{line}: {' '.join(document.description.split())}" if document.description else line
