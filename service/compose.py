"""Put an answer together from quotations: marks, excerpts, sources."""

from collections.abc import Callable, Sequence
from datetime import datetime

from index.hit import Hit
from ingest.page import Page
from ingest.passage import Passage
from service.answer import CitedPage, Excerpt
from service.answerer import Quotation
from service.phrasebook import phrases

PageOf = Callable[[str], Page | None]
"""Finds a page by its URL."""


def answer_markdown(quotations: Sequence[Quotation], excerpts: Sequence[Excerpt], language: str) -> str:
    """The quotations in reading order, each with its lead and its mark; says so where they are in another
    language.
    """
    marks = {(each.page_url, each.markdown): each.mark for each in excerpts}
    said = [_said(each, marks[each.hit.passage.page_url, each.hit.passage.markdown]) for each in quotations]
    spoken = quotations[0].hit.passage.language
    if spoken == language:
        return "\n\n".join(said)
    words = phrases(language)
    note = words.other_language.format(language=words.language_name(spoken))
    return "\n\n".join([note, *said])


def _said(quotation: Quotation, mark: int) -> str:
    block = "\n" in quotation.shown
    gap = "\n\n" if block and quotation.shown.rstrip().endswith(("```", "|", ">")) else " "
    text = f"{quotation.shown}{gap}[{mark}]"
    if not quotation.lead:
        return text
    return f"**{quotation.lead}**\n\n{text}" if block else f"**{quotation.lead}:** {text}"


def excerpts_of(hits: Sequence[Hit], limit: int) -> tuple[Excerpt, ...]:
    """An excerpt for each passage, numbered from 1 in this order; the same passage once."""
    unique = list({hit.passage.id: hit.passage for hit in hits}.values())[:limit]
    return tuple(
        Excerpt(
            mark=mark,
            markdown=passage.markdown,
            page_url=passage.page_url,
            page_title=passage.title,
            heading_path=passage.heading_path,
            anchor=passage.anchor,
            language=passage.language,
        )
        for mark, passage in enumerate(unique, start=1)
    )


def cited(hits: Sequence[Hit], page_of: PageOf, limit: int) -> tuple[CitedPage, ...]:
    """The pages of these hits, each once, in this order, with the sections that were hit."""
    sections: dict[str, dict[str, None]] = {}
    titles: dict[str, Passage] = {}
    for hit in hits:
        passage = hit.passage
        titles.setdefault(passage.page_url, passage)
        sections.setdefault(passage.page_url, {})[" > ".join(passage.heading_path)] = None
    return tuple(
        CitedPage(
            url=url,
            title=titles[url].title,
            language=titles[url].language,
            sections=tuple(section for section in names if section),
            fetched_at=_fetched_at(page_of(url)),
        )
        for url, names in list(sections.items())[:limit]
    )


def _fetched_at(page: Page | None) -> datetime | None:
    return page.fetched_at if page else None
