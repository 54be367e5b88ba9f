"""The quotation: words of the documentation that answer."""

from dataclasses import dataclass

from index.hit import Hit


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of one passage that answer.

    `shown` is what the answer prints: words of the passage to the letter. Only a table's row is set out anew,
    each cell behind its column's name. `lead` names what the words are about where they do not say it
    themselves; "" otherwise. `score` orders quotations within one answer. `verdict` is whether the words say
    yes or no to the question, None where that is not asked or not settled.
    """

    shown: str
    hit: Hit
    score: float
    lead: str = ""
    verdict: bool | None = None
