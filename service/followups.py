"""Follow-up questions: what else the documentation answers near the answer just given."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from index.hit import Hit
from ingest.passage import Passage
from service.answer import FollowUp
from service.phrasebook import phrases
from service.question import Question

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
    suggested = (FollowUp(_question(each, language), each.page_url) for each in _unused(hits, used, language))
    unique = {each.question.casefold(): each for each in suggested}
    unique.pop(question.text.casefold(), None)
    tried = islice(unique.values(), TRIED)
    return tuple(islice((each for each in tried if is_answered(each)), MOST))


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


def _question(passage: Passage, language: str) -> str:
    heading = passage.heading_path[-1]
    if heading.endswith("?"):
        return heading
    return phrases(language).about.format(heading=heading, title=passage.title)
