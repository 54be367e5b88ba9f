"""Places in a text: where its lines start, what a block's lines span, where an HTML element ends."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

NEWLINE = re.compile(r"(\\?)\r\n|\r")
MARGIN = re.compile(r"[ \t\n]*")
QUOTED_MARGIN = re.compile(r"[ \t\n>]*")
DEPTH_MAX = 50
"""Elements nested deeper are read as unclosed: nobody writes them, and counting them is slow."""


def normalised(markdown: str) -> str:
    """The text with `\\n` for every line end and no NUL: as long as before, so that offsets stay right."""
    if "\r" in markdown:
        markdown = NEWLINE.sub(_newline, markdown)
    return markdown.replace("\0", "\ufffd")


def _newline(found: re.Match[str]) -> str:
    if found[0] == "\r":
        return "\n"
    return "\\\n " if found[1] else " \n"


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the text that a container's content may take, and whether `>` marks its lines."""

    start: int
    end: int
    quoted: bool = False

    def within(self, start: int, end: int) -> "Scope":
        """A narrower scope."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True, slots=True)
class Lines:
    """A text, and the offsets at which its lines start (one more stands behind the last)."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Lines":
        """The lines of a normalised text."""
        starts = [0, *(found.end() for found in re.finditer("\n", text)), len(text)]
        return cls(text, tuple(starts))

    def span(self, first: int, behind: int, scope: Scope) -> tuple[int, int]:
        """Offsets of the lines [first, behind), trimmed, and cut to the scope."""
        last = len(self.starts) - 1
        return self.trimmed(self.starts[min(first, last)], self.starts[min(behind, last)], scope)

    def trimmed(self, start: int, end: int, scope: Scope) -> tuple[int, int]:
        """Offsets without the margin in front and the white space behind, cut to the scope."""
        start, end = max(start, scope.start), min(end, scope.end)
        margin = (QUOTED_MARGIN if scope.quoted else MARGIN).match(self.text, start, max(start, end))
        start = margin.end() if margin else start
        end = start + len(self.text[start:end].rstrip())
        return start, end

    def line(self, offset: int) -> int:
        """The number of the line that the offset is in, from 0."""
        return bisect_right(self.starts, offset, hi=len(self.starts) - 1) - 1


def element_end(text: str, start: int, name: str, limit: int) -> int:
    """The offset behind the end tag of the element that opens at `start`; -1 where it is never closed."""
    depth = 0
    for tag in re.compile(rf"<(/?){name}(?=[\s/>])[^>]*>", re.IGNORECASE).finditer(text, start, limit):
        depth += -1 if tag[1] else 1
        if depth <= 0:
            return tag.end()
        if depth > DEPTH_MAX:
            return -1
    return -1
