"""A part of a document that a program writes, between two comments; the rest belongs to people."""

from dataclasses import dataclass
from pathlib import Path


class MarkersError(Exception):
    """The document does not say where the written part begins and ends."""


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """The lines of `document` between `<!-- name:begin -->` and `<!-- name:end -->`."""

    document: Path
    name: str

    def check(self) -> None:
        """Raise MarkersError unless both markers are there, once each and in order."""
        self._around()

    def write(self, text: str) -> None:
        """Put the text in place of what was between the markers, a blank line around it."""
        before, after = self._around()
        self.document.write_text(f"{before}\n\n{text.strip()}\n\n{after}", encoding="utf-8", newline="")

    def _around(self) -> tuple[str, str]:
        """What stands up to the first marker and from the second one on, with them."""
        begin, end = f"<!-- {self.name}:begin -->", f"<!-- {self.name}:end -->"
        with self.document.open(encoding="utf-8", newline="") as file:
            text = file.read()
        if text.count(begin) != 1 or text.count(end) != 1 or text.index(end) < text.index(begin):
            raise MarkersError(
                f"{self.document} needs the line {begin} once, and below it the line {end} once:"
                " the tables are written between them."
            )
        return text[: text.index(begin)] + begin, text[text.index(end) :]
