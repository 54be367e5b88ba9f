"""What one of two translations has and the other one lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may differ, and what is said of it."""

    SECTION = "section"
    BLOCKS = "blocks"
    NUMBERS = "numbers"
    CODE = "code"
    NAMES = "names"
    LINKS = "links"
    NEWER = "newer"


WEIGHTS = {
    Kind.SECTION: 3.0,
    Kind.BLOCKS: 0.5,
    Kind.NUMBERS: 0.5,
    Kind.CODE: 0.5,
    Kind.NAMES: 0.5,
    Kind.LINKS: 0.25,
    Kind.NEWER: 0.01,
}
"""How far apart one thing of a kind sets two pages."""

MOST = 6
"""No more than so many things of one difference count: a table is not worth ten sections."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The page in the language `has` has `what`, and its translation in `lacks` does not.

    Of SECTION, `what` is the heading; of BLOCKS, the kind of block, `count` how many more, and `where` the
    heading; of NEWER it is empty and `count` says by how many days the page was changed later.
    """

    kind: Kind
    has: str
    lacks: str
    what: tuple[str, ...]
    count: int
    where: str = ""

    @property
    def weight(self) -> float:
        """How far it sets the pages apart."""
        most = self.count if self.kind is Kind.NEWER else min(self.count, MOST)
        return WEIGHTS[self.kind] * most


def in_words(difference: Difference) -> str:
    """What differs, in one English sentence."""
    has, lacks = difference.has, difference.lacks
    listed = ", ".join(difference.what)
    match difference.kind:
        case Kind.SECTION:
            return f"{has} has a section that {lacks} lacks: “{listed}”"
        case Kind.BLOCKS:
            where = f" under “{difference.where}”" if difference.where else ""
            return f"{has} has {difference.count} more of {listed} than {lacks}{where}"
        case Kind.NEWER:
            return f"{has} was changed {difference.count} days after {lacks}"
        case _:
            return f"{has} has {difference.kind} that {lacks} lacks: {listed}"


def weight(differences: Sequence[Difference]) -> float:
    """How far all of them set two pages apart."""
    return sum(difference.weight for difference in differences)
