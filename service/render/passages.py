"""Passages for whoever writes the answer without us: as markdown, and as JSON."""

from service.links import Links
from service.passages import Passages
from service.render.markdown import excerpt_markdown
from service.render.wire import ExcerptWire, Wire, excerpt_wire

NONE = "The documentation has no passage about this."


class PassagesWire(Wire):
    """What search found, best first; `left_out` more passages would have been too long."""

    question: str
    language: str
    confidence: float
    passages: list[ExcerptWire]
    left_out: int


def markdown(found: Passages, links: Links) -> str:
    """Each passage under its number and place; at the end how many are left out."""
    shown = [excerpt_markdown(each, found.language, links) for each in found.excerpts] or [NONE]
    return "\n\n".join([*shown, *([left_out(found.left_out)] if found.left_out else [])])


def left_out(count: int) -> str:
    """What is said where not all passages fit."""
    return f"({count} more left out to keep this short: ask something narrower, or open the pages above.)"


def wire(found: Passages, links: Links) -> PassagesWire:
    """The passages in the form in which they go over the wire."""
    return PassagesWire(
        question=found.question,
        language=found.language,
        confidence=round(found.confidence, 4),
        passages=[excerpt_wire(each, links) for each in found.excerpts],
        left_out=found.left_out,
    )
