"""What a browser has to know to ask the documentation from its address bar (OpenSearch 1.1)."""

from dataclasses import dataclass

from service.links import Links
from service.web.frame import Frame
from service.web.templating import assets

DESCRIPTION, SUGGESTIONS = "/~askdocs/opensearch.xml", "/~askdocs/suggestions"

SHORT, LONG = 16, 48
"""Characters that the standard gives a short and a long name."""

TERMS = "{searchTerms}"
"""What the browser replaces by what was typed."""


@dataclass(frozen=True, slots=True)
class OpenSearchView:
    """The names of the site, and absolute addresses, in two of which the browser fills in what is typed."""

    short: str
    name: str
    icon: str
    ask: str
    suggest: str
    own: str


def opensearch_view(frame: Frame, links: Links) -> OpenSearchView:
    """The view of the site."""
    return OpenSearchView(
        short=_cut(frame.title, SHORT),
        name=_cut(frame.title, LONG),
        icon=links.site(assets().address("icon.svg")),
        ask=f"{links.site('/')}?ask={TERMS}",
        suggest=f"{links.site(SUGGESTIONS)}?q={TERMS}",
        own=links.site(DESCRIPTION),
    )


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
