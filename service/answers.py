"""Remembers the live generation's answers; equal questions that come together are answered once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from time import perf_counter
from unicodedata import normalize

from index.hit import Hit
from index.models import Embedders
from index.store import Generation, GenerationInfo
from ingest.page import Page
from service.answer import Answer
from service.answerer import Tell, untold
from service.ask import Asker
from service.found import Found
from service.observer import Observer
from service.questions.question import Question
from service.single_flight import Came, SingleFlight

ANSWERS = 1024
"""So many answers are remembered; what was found for a question is larger, so of that an eighth."""


class _Memory:
    """What is known of one state of the index; the next state begins with another."""

    def __init__(self, info: GenerationInfo, size: int) -> None:
        self.info = info
        self.answers: SingleFlight[Question, Answer] = SingleFlight(size)
        self.found: SingleFlight[Question, Found] = SingleFlight(max(1, size // 8))


class _Guarded:
    """Tells pieces until telling fails, so that those who wait for the same answer get it all the same."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.error: Exception | None = None

    def __call__(self, piece: str) -> None:
        if self.error is None:
            try:
                self._tell(piece)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is raised to the one who listened
                self.error = error


@dataclass(slots=True)
class RememberingAsker:
    """An Asker that remembers up to `size` answers. Equal questions get equal answers, timings included.

    Questions are equal where text (but for how Unicode spells it), goal, page, language, limit and history
    are, and the index is the same and was last checked at the same time.
    """

    asker: Asker
    size: int = ANSWERS
    observers: Sequence[Observer] = ()
    _memory: _Memory | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def ask(self, question: Question, tell: Tell = untold) -> Answer:
        """The answer; `tell` gets its markdown piece by piece, one that is known already in one piece.

        Raises NoIndexError while nothing is indexed.
        """
        key = normalised(question)
        memory = self._remembered()
        return self._told(question, tell, lambda told: self._answer(memory, key, told))

    def find(self, question: Question) -> Found:
        """The passages nearest to the question. Raises NoIndexError while nothing is indexed."""
        key = normalised(question)
        found = self._find(self._remembered(), key)
        return found if key == question else replace(found, question=question)

    def answer(self, found: Found, tell: Tell = untold) -> Answer:
        """What is said on the strength of these passages; remembered where they are what `find` gave."""
        memory, key = self._remembered(), found.question
        if memory.found.is_kept(key, found):
            return self._told(key, tell, lambda told: self._answer(memory, key, told))
        return self._told(key, tell, lambda told: (self.asker.answer(found, told), Came.MADE))

    def without_pages(self, found: Found, urls: Collection[str]) -> Found:
        """The same as if these pages had not been found."""
        return self.asker.without_pages(found, urls)

    def served(self, found: Found) -> list[Hit]:
        """The hits, those that serve the goal first where they are nearly equally good for the question."""
        return self.asker.served(found)

    def generation(self) -> Generation:
        """The live generation. Raises NoIndexError while there is none."""
        return self.asker.generation()

    def similar_pages(self, words: str, limit: int) -> list[Page]:
        """The pages nearest to some words, best first, each once."""
        return self.asker.similar_pages(words, limit)

    def warm_up(self) -> None:
        """Load models and open the index, so that the first question need not wait for them."""
        self.asker.warm_up()

    @property
    def embedders(self) -> Embedders:
        """The models that questions are embedded with."""
        return self.asker.embedders

    def _remembered(self) -> _Memory:
        """The memory of the live generation: a new one where that is new, or was checked anew."""
        info = self.asker.generation().info
        with self._lock:
            if self._memory is None or self._memory.info != info:
                self._memory = _Memory(info, self.size)
            return self._memory

    def _find(self, memory: _Memory, key: Question) -> Found:
        return memory.found.get(key, lambda: self.asker.find(key))[0]

    def _answer(self, memory: _Memory, key: Question, tell: Tell) -> tuple[Answer, Came]:
        return memory.answers.get(key, lambda: self.asker.answer(self._find(memory, key), tell))

    def _told(self, question: Question, tell: Tell, work: Callable[[Tell], tuple[Answer, Came]]) -> Answer:
        started, guarded = perf_counter(), _Guarded(tell)
        answer, came = work(guarded)
        if came is not Came.MADE and answer.sources:
            guarded(answer.markdown)
        if guarded.error:
            raise guarded.error
        told = answer if answer.question == question.text else replace(answer, question=question.text)
        for observer in self.observers:
            observer.answered(question, told, came, (perf_counter() - started) * 1000)
        return told


def normalised(question: Question) -> Question:
    """The question that stands for all that are spelt alike: white space and composed characters are one.

    Case and punctuation stay: they tell names from words, and questions from headings.
    """
    text = " ".join(normalize("NFC", question.text).split())
    return question if text == question.text else replace(question, text=text)
