"""Put an answer together from quotations: marks, excerpts, sources."""

from collections.abc import Sequence

from index.hit import Hit
from index.store import Generation
from ingest.passage import Passage
from service.answer import CitedPage, Excerpt
from service.answerer import Quotation
from service.phrasebook import phrases


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


def cited(hits: Sequence[Hit], generation: Generation, limit: int) -> tuple[CitedPage, ...]:
    """The pages of these hits, each once, in this order, with the sections that were hit."""
    sections: dict[str, dict[str, None]] = {}
    first: dict[str, Passage] = {}
    for hit in hits:
        passage = hit.passage
        first.setdefault(passage.page_url, passage)
        sections.setdefault(passage.page_url, {})[" > ".join(passage.heading_path)] = None
    return tuple(
        _cited(first[url], tuple(filter(None, names)), generation)
        for url, names in list(sections.items())[:limit]
    )


def _cited(passage: Passage, sections: tuple[str, ...], generation: Generation) -> CitedPage:
    url = passage.page_url
    page, info = generation.page(url), generation.info
    fetched_at = page.fetched_at if page else None
    return CitedPage(
        url=url,
        title=passage.title,
        language=passage.language,
        sections=sections,
        last_modified=page.last_modified if page else None,
        fetched_at=fetched_at,
        checked_at=fetched_at if url in info.unchecked else info.checked_at or fetched_at,
    )
