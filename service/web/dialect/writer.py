"""What the parts of the renderer share while one page is written."""

from dataclasses import dataclass, field

from ingest.dialect.anchors import Anchors
from service.web.dialect import pieces
from service.web.dialect.found import Found
from service.web.dialect.inline import Inline
from service.web.dialect.targets import Targets
from service.web.texts import Table

INTERFACE = "ui:"
"""All ids of the interface begin so. No anchor does that is made of a heading's words."""

LOWEST = 6
"""HTML has no lower level of headings."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page: its level as it is shown, and as its author wrote it."""

    level: int
    text: str
    anchor: str
    written: int


@dataclass(frozen=True, slots=True)
class Writer:
    """The text's marks and links, what is to be marked in it, and the headings that were written so far.

    `words` are those of the interface, table `reading`.
    """

    inline: Inline
    targets: Targets
    found: Found
    words: Table
    anchors: Anchors = field(default_factory=Anchors)
    headings: list[Heading] = field(default_factory=list)
    _above: list[int] = field(default_factory=list)

    def heading(self, level: int, inner: str, text: str, anchor: str, span: tuple[int, int]) -> str:
        """A heading below the page's title, which alone is of the first level."""
        shown = self._below_title(level)
        self.headings.append(Heading(shown, text, anchor, level))
        return self.found.headed(pieces.heading(shown, inner, anchor, text, self.words), anchor, *span)

    def anchor(self, markdown: str, text: str, given: str = "") -> str:
        """The anchor of a heading with this markdown (or HTML) and text, or the one that its author has given
        it; "" where that is an id of the interface.
        """
        anchor = given or self.anchors.anchor(markdown, text)
        return "" if anchor.startswith(INTERFACE) else anchor

    def _below_title(self, written: int) -> int:
        """Its level, with none left out above it: authors leave levels out, since they go by their looks."""
        while self._above and self._above[-1] >= written:
            self._above.pop()
        self._above.append(written)
        return min(len(self._above) + 1, LOWEST)
