"""The outline of a section that the documentation lacks, for a writer to fill: nothing in it is made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.found import Found
from service.insights.said import Said
from service.insights.words import peoples_words

QUESTIONS = 10
"""So many questions stand in an outline, the most central ones."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A section called `heading`, to be written below the headings `under` of a page.

    It has to answer the `questions`, and is found by people's `words`.
    """

    page_url: str
    page_title: str
    under: tuple[str, ...]
    heading: str
    questions: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def markdown(self) -> str:
        """The outline, to be copied into the page: the place, the heading, the questions, the words."""
        place = " > ".join((self.page_title, *self.under))
        marks = "#" * min(6, len(self.under) + 2)
        asked = "\n".join(f"- {question}" for question in self.questions)
        return f"> {place}\n\n{marks} {self.heading}\n\n{asked}\n\n*{' · '.join(self.words)}*\n"


def stub(questions: Sequence[Said], found: Found) -> Stub | None:
    """The section that answers the questions, most central first, beside what was `found` for the first one.

    None where nothing was found.
    """
    if not found.hits:
        return None
    nearest = found.hits[0].passage
    return Stub(
        page_url=nearest.page_url,
        page_title=nearest.title,
        under=nearest.heading_path[:-1],
        heading=questions[0].text.strip(),
        questions=tuple(question.text for question in questions[:QUESTIONS]),
        words=peoples_words(questions, found.generation.term_weights),
    )
