"""The rows of a table that answer together."""

from ingest.block import BlockKind
from service.answerers.reading import Reading, quotation
from service.quotation import Quotation

ALIKE = 0.05
"""A row that is so much worse than the best one at most answers with it."""

MOST = 5


def like_rows(reading: Reading) -> list[Quotation]:
    """The best row and those of its table that are nearly as good, in order; [] where no row is best."""
    best = reading.best()
    if best.candidate.kind is not BlockKind.ROW:
        return []
    alike = [
        choice
        for choice in reading.choices
        if choice.hit is best.hit
        and choice.candidate.run == best.candidate.run
        and choice.score >= best.score - ALIKE
    ]
    chosen = sorted(
        sorted(alike, key=lambda choice: -choice.score)[:MOST], key=lambda each: each.candidate.start
    )
    if len(chosen) == 1:
        return [quotation(best, best.candidate.shown)]
    return [quotation(best, "\n".join(f"* {choice.candidate.shown}" for choice in chosen))]
