"""The one use case behind every door: a question comes in, an answer goes out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import log
from time import perf_counter

from index.confidence import confidence
from index.duplicates import distinct
from index.errors import NoIndexError
from index.hit import Hit
from index.models import Embedders
from index.reranker import Reranker
from index.search import Query, search
from index.stage import Stage
from index.store import Generation, Store
from index.terms import function_words, without_common_names
from ingest.language import Detector, path_language
from ingest.page import Page
from service.answer import Answer, FollowUp, Status
from service.answerer import Answerer, Quotation
from service.compose import answer_markdown, cited, excerpts_of
from service.followups import follow_ups
from service.question import Question

HITS = 50
"""How many passages are fetched for an answer: enough for ten different pages."""

NEAREST = 3
"""How many pages an unanswered question is pointed to."""

COMMON_NAME = log(4)
"""A name of at most this document frequency weight is in a quarter of the passages: it tells nothing."""

ANSWERED_FROM = 0.5
"""The least confidence at which something is said."""


@dataclass(frozen=True, slots=True)
class Found:
    """What search found for a question: what was searched for, hits best first, and milliseconds by stage.

    Passages that give orders to AI agents are left out: nothing is answered on their word.
    """

    question: Question
    query: Query
    generation: Generation
    hits: Sequence[Hit]
    timings: Mapping[str, float]


@dataclass(slots=True)
class Asker:
    """Answers questions from the live generation of a store.

    `languages` are those that questions come in beside the languages of the pages. A `reranker` puts the
    first passages in order.
    """

    store: Store
    embedders: Embedders
    answerer: Answerer
    languages: tuple[str, ...] = ()
    without: frozenset[Stage] = frozenset()
    reranker: Reranker | None = None
    _detectors: dict[frozenset[str], Detector] = field(default_factory=dict)

    def ask(self, question: Question) -> Answer:
        """The answer. Raises NoIndexError while nothing is indexed."""
        return self.answer(self.find(question))

    def find(self, question: Question) -> Found:
        """The passages nearest to the question. Raises NoIndexError while nothing is indexed."""
        timings: dict[str, float] = {}
        generation = self.generation()
        with _timed(timings, "language"):
            language = question.language or self._language(question, generation)
        with _timed(timings, "search"):
            page = generation.page(question.page) if question.page else None
            text = self._telling(question.text, language, generation)
            query = Query(text, language, page.url if page else "")
            found = search(generation, self.embedders, query, HITS, self.without, self.reranker)
            hits = [hit for hit in found if not hit.passage.addresses_agents]
        return Found(question, query, generation, hits, timings)

    def answer(self, found: Found) -> Answer:
        """What is said on the strength of these passages, each thing once."""
        timings = dict(found.timings)
        with _timed(timings, "confidence"):
            sure = self._confidence(found)
        with _timed(timings, "duplicates"):
            told = replace(found, hits=distinct(found.hits, found.generation.page))
        with _timed(timings, "answer"):
            quotations = self._quotations(told) if told.hits and sure >= ANSWERED_FROM else []
        with _timed(timings, "follow_ups"):
            suggested = self._follow_ups(told, quotations) if quotations else ()
        return _compose(told, sure, quotations, suggested, timings)

    def warm_up(self) -> None:
        """Load models and open the index, so that the first question need not wait for them."""
        for language in self.generation().info.pages:
            self.ask(Question("askdocs", language=language))
        self._language(Question("askdocs"), self.generation())

    def generation(self) -> Generation:
        """The live generation. Raises NoIndexError while there is none."""
        generation = self.store.live()
        if generation is None:
            raise NoIndexError("Nothing is indexed yet. Run: askdocs sync SITE")
        return generation

    def similar_pages(self, words: str, limit: int) -> list[Page]:
        """The pages nearest to some words, best first, each once."""
        found = self.find(Question(words))
        urls = dict.fromkeys(hit.passage.page_url for hit in found.hits)
        return [page for url in list(urls)[:limit] if (page := found.generation.page(url))]

    def _confidence(self, found: Found) -> float:
        query = found.query
        weights = found.generation.term_weights(query.language, query.text)
        return confidence(query.text, query.language, weights, found.hits)

    def _quotations(self, found: Found) -> list[Quotation]:
        return self.answerer.quotations(found.question, found.query, found.hits, found.generation)

    def _follow_ups(self, found: Found, quotations: Sequence[Quotation]) -> tuple[FollowUp, ...]:
        used = [quotation.hit for quotation in quotations]
        return follow_ups(found.question, found.query.language, found.hits, used, self._is_answered)

    def _is_answered(self, suggested: FollowUp) -> bool:
        found = self.find(Question(suggested.question, page=suggested.page_url))
        return self._confidence(found) >= ANSWERED_FROM

    def _telling(self, text: str, language: str, generation: Generation) -> str:
        """What a question is searched for: all but the names that stand everywhere."""
        weights = generation.term_weights(language, text)
        return without_common_names(text, language, weights, COMMON_NAME)

    def _language(self, question: Question, generation: Generation) -> str:
        """The question's language among those of the site.

        That whose stop words it has most of; else as its letters tell; else that of the page it is asked
        from, or of most pages.
        """
        pages = generation.info.pages
        spoken = frozenset({*pages, *self.languages})
        counts = {language: function_words(language, question.text) for language in sorted(spoken)}
        best = [language for language, count in counts.items() if count == max(counts.values())]
        if len(best) == 1:
            return best[0]
        page = generation.page(question.page) if question.page else None
        asked_from = page.language if page else path_language(question.page)
        default = asked_from or max(pages, key=lambda code: pages[code])
        if spoken not in self._detectors:
            self._detectors[spoken] = Detector(sorted(spoken))
        return self._detectors[spoken].detect(question.text, default)


def _compose(
    found: Found,
    sure: float,
    quotations: Sequence[Quotation],
    suggested: tuple[FollowUp, ...],
    timings: Mapping[str, float],
) -> Answer:
    used = [quotation.hit for quotation in quotations]
    limit = found.question.limit
    excerpts = excerpts_of(used, limit)
    return Answer(
        question=found.question.text,
        status=Status.ANSWERED if used else Status.UNANSWERED,
        confidence=sure,
        language=found.query.language,
        answer_language=used[0].passage.language if used else found.query.language,
        markdown=answer_markdown(quotations, excerpts, found.query.language) if used else "",
        excerpts=excerpts,
        sources=cited(used, found.generation, limit),
        nearest=() if used else cited(found.hits, found.generation, NEAREST),
        follow_ups=suggested,
        generation=found.generation.info.number,
        timings=timings,
    )


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    try:
        yield
    finally:
        timings[stage] = (perf_counter() - start) * 1000
