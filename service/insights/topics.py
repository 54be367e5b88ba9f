"""What people ask in vain: questions on one subject together, with where their answer would stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.answer import Status
from service.found import Found
from service.insights.clusters import clusters
from service.insights.said import Said, said
from service.insights.space import Space
from service.insights.stub import Stub, stub
from service.question_log import Asked

NEWEST = 2000
"""So many different questions are grouped, the ones asked last: the effort grows with their square."""

BACKGROUND = 300
"""So many answered questions help to tell what the questions of a language look like."""

OUTLINED = 50
"""So many subjects, those asked most, are looked up in the documentation."""

NEAREST = 3

Find = Callable[[str, str], Found]
"""What the documentation has on a question in a language."""


@dataclass(frozen=True, slots=True)
class PageName:
    """A page, as one tells somebody of it."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions on one subject that were not answered, or not wholly; the most central one first."""

    questions: tuple[Said, ...]
    nearest: tuple[PageName, ...] = ()
    stub: Stub | None = None

    @property
    def name(self) -> str:
        """The most central question."""
        return self.questions[0].text

    @property
    def count(self) -> int:
        """How often they were asked."""
        return sum(question.count for question in self.questions)

    @property
    def unanswered(self) -> int:
        """How often of that the documentation said nothing."""
        return sum(question.unanswered for question in self.questions)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that they were asked in."""
        return tuple(sorted({question.language for question in self.questions}))

    @property
    def last_at(self) -> datetime:
        """When one of them was asked last."""
        return max(question.last_at for question in self.questions)


def topics(asked: Sequence[Asked], space: Space, find: Find) -> tuple[Topic, ...]:
    """The subjects of questions that were not wholly answered, those asked most first.

    `asked` is the newest first. Only the first OUTLINED have pages and an outline.
    """
    open_ones = said(each for each in asked if each.status != Status.ANSWERED)[:NEWEST]
    answered = said(each for each in asked if each.status == Status.ANSWERED)[:BACKGROUND]
    if not open_ones:
        return ()
    everything = [*open_ones, *answered]
    texts, languages = [each.text for each in everything], [each.language for each in everything]
    vectors = space.placed(texts, languages, len(answered))
    groups = clusters(vectors, [each.count for each in open_ones])
    found = [Topic(tuple(open_ones[place] for place in group)) for group in groups]
    found.sort(key=lambda topic: (topic.count, topic.unanswered, topic.last_at), reverse=True)
    return (*(_outlined(topic, find) for topic in found[:OUTLINED]), *found[OUTLINED:])


def _outlined(topic: Topic, find: Find) -> Topic:
    central = topic.questions[0]
    found = find(central.text, central.language)
    titles = {hit.passage.page_url: hit.passage.title for hit in found.hits}
    nearest = tuple(PageName(url, title) for url, title in titles.items())[:NEAREST]
    return Topic(topic.questions, nearest, stub(topic.questions, found))
