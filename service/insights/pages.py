"""Which pages the answers come from, and which ones nobody needed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.store import Generation
from service.question_log import Asked


@dataclass(frozen=True, slots=True)
class PageUse:
    """A page, in how many answers it was named as a source, and to how many questions without one as near."""

    url: str
    title: str
    language: str
    answers: int
    nearest: int


def page_uses(asked: Sequence[Asked], generation: Generation) -> tuple[PageUse, ...]:
    """All pages of the documentation, those that answered most first, then by URL."""
    answers = Counter(url for each in asked for url in each.sources)
    nearest = Counter(url for each in asked for url in each.nearest)
    uses = (
        PageUse(page.url, page.title, page.language, answers[page.url], nearest[page.url])
        for page in generation.pages()
    )
    return tuple(sorted(uses, key=lambda use: (-use.answers, use.url)))


def never_used(uses: Sequence[PageUse]) -> tuple[PageUse, ...]:
    """The pages that no answer came from, those that were near most often first."""
    return tuple(sorted((use for use in uses if not use.answers), key=lambda use: (-use.nearest, use.url)))
