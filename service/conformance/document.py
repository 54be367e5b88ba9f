"""An answer in markdown, cut into its sections as clients do it: by its lines, without a parser."""

import re
from dataclasses import dataclass

EXCERPTS = "# Excerpts:"
FOLLOW_UPS = "# Suggested Follow-up Questions:"
SOURCES = "# Sources:"
LINK = re.compile(r"^[-*] \[(?P<title>(?:\\.|[^\]\\])+)\]\((?P<url>\S+)\)$")


@dataclass(frozen=True, slots=True)
class Link:
    """An item of a list that is a link."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of an answer."""

    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Document":
        """The document that a body holds."""
        return cls(tuple(text.splitlines()))

    @property
    def title(self) -> str:
        """The first line."""
        return self.lines[0] if self.lines else ""

    @property
    def headings(self) -> list[str]:
        """The headings of the contract that stand in it, in their order."""
        return [line for line in self.lines if line in (EXCERPTS, FOLLOW_UPS, SOURCES)]

    @property
    def direct_answer(self) -> str:
        """What stands between the title and the next heading of the contract."""
        return "\n".join(self._until_heading(1)).strip()

    def section(self, heading: str) -> list[str]:
        """The lines below a heading that are not blank; [] where there is no such heading."""
        if heading not in self.lines:
            return []
        return [line for line in self._until_heading(self.lines.index(heading) + 1) if line.strip()]

    def links(self, heading: str) -> list[Link]:
        """The linked items of the list below a heading."""
        found = map(LINK.match, self.section(heading))
        return [Link(link["title"], link["url"]) for link in found if link]

    def _until_heading(self, start: int) -> list[str]:
        ends = (
            at for at in range(start, len(self.lines)) if self.lines[at] in (EXCERPTS, FOLLOW_UPS, SOURCES)
        )
        return list(self.lines[start : next(ends, len(self.lines))])
