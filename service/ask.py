"""The one use case behind every door: a question comes in, an answer goes out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from math import log
from time import perf_counter

from index.confidence import confidence, thresholds
from index.duplicates import distinct
from index.errors import NoIndexError
from index.hit import Hit
from index.models import Embedders
from index.reranker import Reranker
from index.search import Query, search
from index.stage import Stage
from index.store import Generation, ServerState, Store
from index.terms import without_common_names
from ingest.page import Page
from service.answer import Answer, FollowUp
from service.answerer import Answerer, Draft, Tell, untold
from service.compose import cited, excerpts_of
from service.followups import follow_ups
from service.found import Found, joined, with_both
from service.goal import Goal
from service.missing import missing_words
from service.phrasebook import phrases
from service.questions.history import in_conversation, self_contained
from service.questions.language import QuestionLanguage
from service.questions.parts import compared, question_parts
from service.questions.question import Question

HITS = 50
"""How many passages are fetched for an answer: enough for ten different pages."""

NEAREST = 3
"""How many pages an unanswered question is pointed to."""

KNOWN = 4096
"""Of so many suggested questions it is remembered whether they are answered."""

IsAnsweredIn = Callable[[int, FollowUp], bool]
"""Whether the generation of this number answers a question."""

COMMON_NAME = log(4)
"""A name of at most this document frequency weight is in a quarter of the passages: it tells nothing."""


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
    _language: QuestionLanguage = field(init=False)

    _known: IsAnsweredIn = field(init=False)

    def __post_init__(self) -> None:
        self._language = QuestionLanguage(self.languages)
        self._known = lru_cache(KNOWN)(self._is_answered_in)

    def ask(self, question: Question, tell: Tell = untold) -> Answer:
        """The answer; `tell` gets its markdown piece by piece.

        Raises NoIndexError while nothing is indexed.
        """
        return self.answer(self.find(question), tell)

    def find(self, question: Question) -> Found:
        """The passages nearest to the question, part by part where it asks several things.

        Raises NoIndexError while nothing is indexed.
        """
        timings: dict[str, float] = {}
        generation = self.generation()
        with _timed(timings, "language"):
            language = self._language.tell(in_conversation(question), generation)
        told = replace(question, language=language)
        parts = question_parts(question.text, language, phrases(language).asks)
        if not parts:
            found = self._find_one(told, generation)
            return replace(found, question=question, timings={**timings, **found.timings})
        earlier = [(*question.history, *parts[:at]) for at in range(len(parts))]
        asked = [replace(told, text=part, history=said) for part, said in zip(parts, earlier, strict=True)]
        return joined(question, [self._find_one(each, generation) for each in asked], timings)

    def _find_one(self, question: Question, generation: Generation) -> Found:
        """The passages nearest to a question of one thing, or to it and to either thing that it compares."""
        found = self._find(question, generation)
        things = compared(question.text, phrases(question.language).asks)
        if not things:
            return found
        return with_both(found, [self._find(replace(question, text=thing), generation) for thing in things])

    def _find(self, question: Question, generation: Generation) -> Found:
        """The passages nearest to a question of one thing, whose language is known."""
        timings: dict[str, float] = {}
        language = question.language
        with _timed(timings, "search"):
            weigh = partial(generation.term_weights, language)
            whole = self_contained(question.text, question.history, language, weigh)
            query = Query(_telling(whole, language, generation), language, question.page)
            found = search(generation, self.embedders, query, HITS, self.without, self.reranker)
            hits = [hit for hit in found if not hit.passage.addresses_agents]
        with _timed(timings, "confidence"):
            sure = _confidence(query, generation, hits)
        return Found(question, query, generation, hits, sure, timings)

    def without_pages(self, found: Found, urls: Collection[str]) -> Found:
        """The same as if these pages had not been found."""
        if found.parts:
            return joined(found.question, [self.without_pages(part, urls) for part in found.parts], {})
        hits = [hit for hit in found.hits if hit.passage.page_url not in urls]
        sure = _confidence(found.query, found.generation, hits)
        return replace(found, hits=hits, confidence=sure)

    def served(self, found: Found) -> list[Hit]:
        """The hits, those that serve the goal first where they are nearly equally good for the question."""
        return self._goal(found).served_first(found.hits)

    def answer(self, found: Found, tell: Tell = untold) -> Answer:
        """What is said on the strength of these passages, each thing once."""
        timings = dict(found.timings)
        with _timed(timings, "duplicates"):
            told = _each_once(found)
        with _timed(timings, "answer"):
            draft = self.answerer.draft(told, tell)
        with _timed(timings, "follow_ups"):
            suggested = self._follow_ups(told, draft.used) if draft.used else ()
        nearest = [] if draft.used else self.served(told)
        return _composed(replace(told, timings=timings), draft, nearest, suggested)

    def warm_up(self) -> None:
        """Load models and open the index, so that the first question need not wait for them."""
        for language in self.generation().info.pages:
            self.find(Question("askdocs", language=language))
        self._language.tell(Question("askdocs"), self.generation())

    def generation(self) -> Generation:
        """The live generation. Raises NoIndexError while there is none."""
        generation = self.store.live()
        if generation is None:
            raise NoIndexError("Nothing is indexed yet. Run: askdocs sync SITE")
        return generation

    def servers(self) -> Sequence[ServerState]:
        """The servers that the index is read from, each looked at now; none where it is a folder."""
        return self.store.servers()

    def similar_pages(self, words: str, limit: int) -> list[Page]:
        """The pages nearest to some words, best first, each once."""
        found = self.find(Question(words))
        urls = dict.fromkeys(hit.passage.page_url for hit in found.hits)
        return [page for url in list(urls)[:limit] if (page := found.generation.page(url))]

    def _follow_ups(self, found: Found, used: Sequence[Hit]) -> tuple[FollowUp, ...]:
        hits = self._goal(found).nearest_first(found.hits)
        return follow_ups(found.question, found.query.language, hits, used, self._is_answered)

    def _goal(self, found: Found) -> Goal:
        return Goal(found.question.goal, found.query.language, self.embedders, found.generation)

    def _is_answered(self, suggested: FollowUp) -> bool:
        return self._known(self.generation().info.number, suggested)

    def _is_answered_in(self, _generation: int, suggested: FollowUp) -> bool:
        found = self.find(Question(suggested.question, page=suggested.page_url))
        return found.confidence >= thresholds().answered


def _each_once(found: Found) -> Found:
    """The same without what repeats a better hit, in each part too."""
    hits = distinct(found.hits, found.generation.page)
    return replace(found, hits=hits, parts=tuple(map(_each_once, found.parts)))


def _telling(text: str, language: str, generation: Generation) -> str:
    """What a question is searched for: all but the names that stand everywhere."""
    weights = generation.term_weights(language, text)
    return without_common_names(text, language, weights, COMMON_NAME)


def _confidence(query: Query, generation: Generation, hits: Sequence[Hit]) -> float:
    weights = generation.term_weights(query.language, query.text)
    return confidence(query.text, query.language, weights, hits)


def _composed(found: Found, draft: Draft, nearest: Sequence[Hit], suggested: tuple[FollowUp, ...]) -> Answer:
    used, generation = draft.used, found.generation
    return Answer(
        question=found.question.text,
        status=draft.status,
        confidence=found.confidence,
        language=found.query.language,
        answer_language=_spoken(draft, found.query.language),
        markdown=draft.markdown,
        excerpts=excerpts_of(used, generation),
        sources=cited(used, generation, found.question.limit),
        nearest=cited(nearest, generation, NEAREST),
        missing=() if used else missing_words(found),
        follow_ups=suggested,
        generation=generation.info.number,
        timings=found.timings,
        unanswered=draft.unanswered,
        writer=draft.writer,
        note=draft.note,
    )


def _spoken(draft: Draft, asked: str) -> str:
    """The language of the quotations; a language model writes in the asker's."""
    return draft.used[0].passage.language if draft.used and draft.writer is None else asked


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    try:
        yield
    finally:
        timings[stage] = (perf_counter() - start) * 1000
