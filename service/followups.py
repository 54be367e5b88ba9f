"""Follow-up questions: what else the documentation answers near the answer just given."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from index.hit import Hit
from index.terms import telling
from ingest.passage import Passage
from service.answer import FollowUp
from service.headings import heading_question
from service.questions.question import Question

MOST = 3

TRIED = 6
"""So many are asked, at the most, to find those that are answered."""

IsAnswered = Callable[[FollowUp], bool]
"""Whether the documentation answers a question."""


def follow_ups(
    question: Question, language: str, hits: Sequence[Hit], used: Sequence[Hit], is_answered: IsAnswered
) -> tuple[FollowUp, ...]:
    """Up to three questions about sections that were found beside those that the answer used, in the asker's
    language, each of which the documentation answers.

    A section that the documentation has in another language only is left out: the question would name it in
    that language.
    """
    suggested = (
        FollowUp(heading_question(each.heading_path[-1], each.title, language), each.page_url)
        for each in _unused(hits, used, language)
    )
    tried = islice(_new(suggested, question.text, language), TRIED)
    return tuple(islice((each for each in tried if is_answered(each)), MOST))


def _new(suggested: Iterable[FollowUp], asked: str, language: str) -> Iterator[FollowUp]:
    """Those that ask neither what was asked nor what one before asks, in whatever words of the same stems."""
    known = {frozenset(telling(language, asked))}
    for each in suggested:
        stems = frozenset(telling(language, each.question))
        if stems not in known:
            known.add(stems)
            yield each


def _unused(hits: Sequence[Hit], used: Sequence[Hit], language: str) -> Iterator[Passage]:
    taken = {(hit.passage.page_url, hit.passage.heading_path) for hit in used}
    for hit in hits:
        passage = hit.passage
        if (
            passage.language == language
            and passage.heading_path
            and (passage.page_url, passage.heading_path) not in taken
        ):
            yield passage
