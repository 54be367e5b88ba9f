"""A page of the site as agents get it, between banner and trailer, and the text for a missing one."""

from collections.abc import Sequence
from urllib.parse import quote

from ingest.page import Page
from service.links import Links
from service.render.llms import entries
from service.variants import variant

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
        f" this one is at {links.served_markdown(document.path)}."
        f"{_own_index(variant(document), links)}"
    )


def _own_index(prefix: str, links: Links) -> str:
    """Where the other pages of a variant are listed: the index above has those of the default language."""
    return (
        f" The pages of this language are listed in {links.served(f'{prefix}/llms.txt')}." if prefix else ""
    )


def _trailer(document: Page, links: Links) -> str:
    return f"""
---

# Agent Instructions: Querying This Documentation

When this page does not say what you need, ask the whole documentation. Send a GET request to the page's
address with the `ask` parameter:

```
GET {links.served_markdown(document.path)}?ask=<question>&goal=<end goal>
```

Write `ask` as one specific, self-contained question in natural language. `goal` is optional: what you are
finally trying to do for your user. The response holds {ANSWER_GOES_WITH},
or says plainly that the documentation does not answer.
"""


def not_found(path: str, similar: Sequence[Page], links: Links) -> str:
    """What stands in for a page that the site does not have.

    The path is shown as a URL has it: whatever a client writes there, it is one word and no markdown.
    """
    lines = ["# Page Not Found", f"The documentation has no page at `{quote(path)}`."]
    if similar:
        lines += ["Pages with a similar address or topic:", entries(similar, links)]
    lines.append(
        f"To ask a question instead, send `GET {links.served_markdown(path)}?ask=<question>`:"
        f" the response holds {ANSWER_GOES_WITH}."
        f" All pages are listed in [llms.txt]({links.site('/llms.txt')})."
    )
    return "\n\n".join(lines) + "\n"
