"""Direct answers without a language model: the words of the documentation that answer best, to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.confidence import thresholds
from index.models import Embedders
from ingest.languages import Asks
from service.answerer import Draft, Tell, untold
from service.answerers.comparison import of_both
from service.answerers.definitions import defining
from service.answerers.fixes import fix
from service.answerers.reading import Reading, reading
from service.answerers.rows import like_rows
from service.answerers.steps import steps, told
from service.answerers.verdict import verdict
from service.compose import Doubts, answer_markdown, cited_passages
from service.found import Found
from service.missing import missing_names
from service.phrasebook import phrases
from service.questions.parts import compared
from service.questions.shape import Shape, shape_of
from service.quotation import Quotation

LONGEST = 45
"""Words up to which a quotation takes in the sentences around its best one, if not told otherwise."""

LONGEST_OF_TWO = 30
"""The same where two things are compared."""


@dataclass(frozen=True, slots=True)
class ExtractiveAnswerer:
    """Quotes by the shape of the question: the defining sentence, the steps whole and in order, yes or no
    with the sentence that settles it, what is said of both things compared, the fix of an error, the rows of
    a table; else the best sentence, list item or code block.

    A quotation takes in the sentences around its best one up to `longest` words.
    """

    embedders: Embedders
    longest: int = LONGEST

    def draft(self, found: Found, tell: Tell = untold) -> Draft:
        """The quotations with their marks, part by part of the question."""
        parts = found.parts or (found,)
        said = [(part, self._said(part)) for part in parts]
        quotations = [quotation for _, quoted in said for quotation in quoted]
        if not quotations:
            return Draft()
        used = cited_passages(quotations, found.question.limit)
        doubts = _doubts([part for part, quoted in said if quoted])
        unanswered = tuple(part.question.text for part, quoted in said if not quoted)
        markdown = answer_markdown(quotations, used, found.query.language, doubts, unanswered)
        tell(markdown)
        return Draft(markdown, used, unanswered, doubts is None)

    def _said(self, part: Found) -> list[Quotation]:
        return self.quotations(part) if part.confidence >= thresholds().partial else []

    def quotations(self, found: Found) -> list[Quotation]:
        """What is quoted for one question; [] where the passages hold nothing that can be quoted."""
        read = reading(self.embedders, found)
        asks = phrases(found.query.language).asks
        return self._by_shape(read, shape_of(found.question.text, asks), asks) if read.choices else []

    def _by_shape(self, read: Reading, shape: Shape, asks: Asks) -> list[Quotation]:
        match shape:
            case Shape.HOW_TO:
                return steps(read) or [told(read, self.longest)]
            case Shape.DEFINITION:
                return [read.quoted(defining(read, asks), self.longest)]
            case Shape.COMPARISON:
                return self._of_both(read, asks) or self._best(read)
            case Shape.ERROR:
                return fix(read, self.longest)
            case Shape.YES_NO:
                return self._yes_or_no(read, asks)
            case Shape.FACT:
                return like_rows(read) or self._best(read)

    def _best(self, read: Reading) -> list[Quotation]:
        return [read.quoted(read.best(), self.longest)]

    def _of_both(self, read: Reading, asks: Asks) -> list[Quotation]:
        chosen = of_both(read, compared(read.found.question.text, asks))
        longest = LONGEST_OF_TWO if len(chosen) > 1 else self.longest
        return [read.quoted(choice, longest) for choice in chosen]

    def _yes_or_no(self, read: Reading, asks: Asks) -> list[Quotation]:
        best, query = read.best(), read.found.query
        weights = read.generation.term_weights(query.language, query.text)
        passage = best.hit.passage
        settled = verdict(query.text, best.candidate.text, passage.context, passage.language, asks, weights)
        return [replace(read.quoted(best, self.longest), verdict=settled)]


def _doubts(parts: Sequence[Found]) -> Doubts | None:
    """Why what is quoted for these parts may not be what was asked for; None where it should be."""
    names = dict.fromkeys(name for part in parts if _in_own_language(part) for name in missing_names(part))
    if not names and all(part.confidence >= thresholds().answered for part in parts):
        return None
    return Doubts(tuple(names))


def _in_own_language(part: Found) -> bool:
    """Whether names should be spelt as in the question: in another language some are translated."""
    return part.hits[0].passage.language == part.query.language
