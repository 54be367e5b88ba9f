"""The blocks that a link points out: those that overlap a range of the page's characters."""

from dataclasses import dataclass, field

from service.web.dialect.writing import Attribute, element

ID = "ui:found"
"""Where the page opens: at the first of them."""

CLASS = "found"


@dataclass(frozen=True, slots=True)
class Found:
    """Marks blocks, in the order in which they stand; the first one gets an id.

    `section` is the anchor of a heading that gets the id instead, and no mark.
    """

    range: range | None
    section: str = ""
    _marked: list[int] = field(default_factory=list)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the characters [start, end) of the page are among those pointed out."""
        return self.range is not None and start < self.range.stop and end > self.range.start

    def attributes(self, start: int, end: int) -> dict[str, Attribute]:
        """The attributes of an element that stands there: none, or its class and perhaps its id."""
        if not self.overlaps(start, end):
            return {}
        self._marked.append(start)
        return {"class_": CLASS, "id": ID if len(self._marked) == 1 else None}

    def headed(self, html: str, anchor: str, start: int, end: int) -> str:
        """The HTML of a heading that stands there, within an element that marks it or has the id."""
        is_section = bool(anchor) and anchor == self.section
        return element("div", html, id=ID) if is_section else self.wrapped(html, start, end)

    def wrapped(self, html: str, start: int, end: int, name: str = "div") -> str:
        """The HTML of what stands there, within an element that marks it where it is pointed out."""
        marked = self.attributes(start, end) if html else {}
        return element(name, html, **marked) if marked else html
