"""Direct answers without a language model: the words of the documentation that answer best, to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.hit import Hit
from index.models import Embedders
from index.search import Query
from index.store import Generation
from index.terms import coverage
from ingest.passage import Passage
from service.answerer import Draft, Tell, untold
from service.answerers.candidates import candidates
from service.answerers.nearness import Read, nearness
from service.compose import answer_markdown, cited_passages
from service.found import Found
from service.phrasebook import phrases
from service.quotation import Quotation

READ = 5
"""How many of the best passages are read for an answer."""

LONGEST = 45
"""Words up to which a quotation takes in the sentences around its best one, if not told otherwise."""

ANSWERED_FROM = 0.5
"""The least confidence at which something is said."""

COVERAGE_WEIGHT = 0.4
NEARNESS_WEIGHT = 1.0
PASSAGE_WEIGHT = 0.3
"""What the words in common, the nearness of meaning and the passage's own rank count for a quotation."""


@dataclass(frozen=True, slots=True)
class ExtractiveAnswerer:
    """Quotes the best sentence, list item, table row or code block; the whole list or all the steps where the
    question asks how.

    A quotation takes in the sentences around its best one up to `longest` words.
    """

    embedders: Embedders
    longest: int = LONGEST

    def draft(self, found: Found, tell: Tell = untold) -> Draft:
        """The quotations with their marks; nothing where an answer is too unlikely."""
        quotations = self.quotations(found) if found.confidence >= ANSWERED_FROM else []
        if not quotations:
            return Draft()
        used = cited_passages(quotations, found.question.limit)
        markdown = answer_markdown(quotations, used, found.query.language)
        tell(markdown)
        return Draft(markdown, used)

    def quotations(self, found: Found) -> list[Quotation]:
        """One quotation, or [] where the passages hold nothing that can be quoted."""
        query = found.query
        read = [
            (hit, candidate)
            for hit in _of_one_language(found.hits)[:READ]
            for candidate in candidates(hit.passage)
        ]
        if not read:
            return []
        scores = self._scores(query, read, found.generation)
        best = int(np.argmax(scores))
        hit, candidate = read[best]
        if candidate.whole and (candidate.leads or phrases(query.language).asks_how(found.question.text)):
            shown = candidate.whole
        else:
            shown = _grown(read, scores, best, self.longest)
        return [Quotation(shown, hit, scores[best], _lead(hit.passage, shown))]

    def _scores(self, query: Query, read: Sequence[Read], generation: Generation) -> list[float]:
        """By words, by meaning, and by the passage's own rank."""
        weights = generation.term_weights(query.language, query.text)
        by_meaning = nearness(self.embedders, generation, query, read)
        return [
            COVERAGE_WEIGHT * coverage(weights, query.language, f"{hit.passage.context}\n{candidate.text}")
            + NEARNESS_WEIGHT * near
            + PASSAGE_WEIGHT * hit.score
            for (hit, candidate), near in zip(read, by_meaning, strict=True)
        ]


def _of_one_language(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in the language of the best one: an answer does not change its language midway."""
    return [hit for hit in hits if hit.passage.language == hits[0].passage.language]


def _grown(read: Sequence[Read], scores: Sequence[float], best: int, longest: int) -> str:
    """The best candidate with its better neighbours in the same paragraph or list, up to so many words."""
    hit, candidate = read[best]
    first = last = best
    shown = candidate.shown
    while neighbours := [at for at in (first - 1, last + 1) if _adjoins(read, best, at)]:
        at = max(neighbours, key=lambda neighbour: scores[neighbour])
        first, last = min(first, at), max(last, at)
        grown = hit.passage.markdown[read[first][1].start : read[last][1].end]
        if len(grown.split()) > longest:
            break
        shown = grown
    return shown


def _adjoins(read: Sequence[Read], best: int, at: int) -> bool:
    """Whether a candidate stands in the paragraph or list of the best one."""
    if not 0 <= at < len(read):
        return False
    (hit, candidate), (best_hit, best_candidate) = read[at], read[best]
    return hit is best_hit and bool(candidate.run) and candidate.run == best_candidate.run


def _lead(passage: Passage, text: str) -> str:
    """The innermost heading, where the words do not repeat it themselves."""
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    said = text.casefold()
    return "" if all(word in said for word in heading.casefold().split()) else heading
