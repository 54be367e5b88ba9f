"""Follow-up questions: what else the documentation answers near the answer just given."""

from collections.abc import Iterator, Sequence

from index.hit import Hit
from ingest.passage import Passage
from service.answer import FollowUp
from service.phrasebook import phrases
from service.question import Question

MOST = 3


def follow_ups(
    question: Question, language: str, hits: Sequence[Hit], used: Sequence[Hit]
) -> tuple[FollowUp, ...]:
    """Up to three questions about sections that were found beside those that the answer used, in the asker's
    language.

    A section that the documentation has in another language only is left out: the question would name it in
    that language.
    """
    passages = _unused(hits, used, language)
    asked = {question.text.casefold()}
    found: list[FollowUp] = []
    for passage in passages:
        text = _question(passage, language)
        if text.casefold() not in asked and len(found) < MOST:
            asked.add(text.casefold())
            found.append(FollowUp(text, passage.page_url))
    return tuple(found)


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
