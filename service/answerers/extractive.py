"""Direct answers without a language model: the words of the documentation that answer best, to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import Embedder
from index.hit import Hit
from index.models import Embedders
from index.search import Query
from index.store import Generation
from index.terms import coverage
from ingest.passage import Passage
from service.answerer import Quotation
from service.answerers.candidates import Candidate, candidates
from service.phrasebook import phrases
from service.question import Question

READ = 5
"""How many of the best passages are read for an answer."""

EMBEDDED = 12
"""How many candidates are compared with the question by meaning."""

LONGEST = 45
"""Words up to which a quotation takes in the sentences around its best one."""

COVERAGE_WEIGHT = 0.4
COSINE_WEIGHT = 0.5
PASSAGE_WEIGHT = 0.3
"""What the words in common, the nearness of meaning and the passage's own rank count for a quotation."""


_Read = tuple[Hit, Candidate]


@dataclass(frozen=True, slots=True)
class ExtractiveAnswerer:
    """Quotes the best sentence, list item, table row or code block; the whole list or all the steps where the
    question asks how.
    """

    embedders: Embedders

    def quotations(
        self, question: Question, query: Query, hits: Sequence[Hit], generation: Generation
    ) -> list[Quotation]:
        """One quotation, or [] where the passages hold nothing that can be quoted."""
        read = [
            (hit, candidate) for hit in _of_one_language(hits)[:READ] for candidate in candidates(hit.passage)
        ]
        if not read:
            return []
        scores = self._scores(query, read, generation)
        best = int(np.argmax(scores))
        hit, candidate = read[best]
        if candidate.whole and (candidate.leads or phrases(query.language).asks_how(question.text)):
            shown = candidate.whole
        else:
            shown = _grown(read, scores, best)
        return [Quotation(shown, hit, scores[best], _lead(hit.passage, shown))]

    def _scores(self, query: Query, read: Sequence[_Read], generation: Generation) -> list[float]:
        """By words and rank for all; by meaning too for the most promising, since embedding takes time."""
        weights = generation.term_weights(query.language, query.text)
        texts = [f"{hit.passage.context}\n{candidate.text}" for hit, candidate in read]
        scores = [
            COVERAGE_WEIGHT * coverage(weights, query.language, text) + PASSAGE_WEIGHT * hit.score
            for (hit, _), text in zip(read, texts, strict=True)
        ]
        promising = sorted(range(len(read)), key=lambda at: -scores[at])[:EMBEDDED]
        embedder = self._embedder(query.language, read[0][0])
        cosines = embedder.passages([texts[at] for at in promising]) @ embedder.queries([query.text])[0]
        for at, cosine in zip(promising, cosines, strict=True):
            scores[at] += COSINE_WEIGHT * float(cosine)
        return scores

    def _embedder(self, language: str, best: Hit) -> Embedder:
        own = best.passage.language == language
        return self.embedders.of_question(language) if own else self.embedders.across()


def _of_one_language(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in the language of the best one: an answer does not change its language midway."""
    return [hit for hit in hits if hit.passage.language == hits[0].passage.language]


def _grown(read: Sequence[_Read], scores: Sequence[float], best: int) -> str:
    """The best candidate with its better neighbours in the same paragraph or list, up to LONGEST words."""
    hit, candidate = read[best]
    first = last = best
    shown = candidate.shown
    while neighbours := [at for at in (first - 1, last + 1) if _adjoins(read, best, at)]:
        at = max(neighbours, key=lambda neighbour: scores[neighbour])
        first, last = min(first, at), max(last, at)
        grown = hit.passage.markdown[read[first][1].start : read[last][1].end]
        if len(grown.split()) > LONGEST:
            break
        shown = grown
    return shown


def _adjoins(read: Sequence[_Read], best: int, at: int) -> bool:
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
