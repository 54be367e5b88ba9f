"""Put an answer together: quotations with their marks, excerpts, sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.hit import Hit
from index.store import Generation, GenerationInfo
from ingest.page import Page
from ingest.passage import Passage
from service.answer import CitedPage, Excerpt
from service.phrasebook import Phrases, phrases
from service.quotation import Quotation


@dataclass(frozen=True, slots=True)
class Doubts:
    """An answer may not be what was asked for, if only since these `names` are not in it."""

    names: tuple[str, ...] = ()


def cited_passages(quotations: Sequence[Quotation], limit: int) -> tuple[Hit, ...]:
    """The hits that are quoted, each passage once, in reading order; at most `limit`."""
    return tuple({each.hit.number: each.hit for each in quotations}.values())[:limit]


def answer_markdown(
    quotations: Sequence[Quotation],
    used: Sequence[Hit],
    language: str,
    doubts: Doubts | None = None,
    unanswered: Sequence[str] = (),
) -> str:
    """The quotations of the passages used, in reading order, each with its lead and the mark of its passage.

    Says so where they may not answer, where they are in another language, and which parts they leave open.
    """
    marks = {hit.number: mark for mark, hit in enumerate(used, start=1)}
    words = phrases(language)
    said = [_said(each, marks[each.hit.number], words) for each in quotations if each.hit.number in marks]
    return "\n\n".join([*_before(used, words, doubts, language), *said, *_open(unanswered, words)])


def _before(used: Sequence[Hit], words: Phrases, doubts: Doubts | None, language: str) -> Iterator[str]:
    spoken = used[0].passage.language
    if doubts and doubts.names:
        yield words.unsure_missing.format(
            words=words.enumerated([words.quoted(name) for name in doubts.names])
        )
    elif doubts:
        yield words.unsure
    if spoken != language:
        yield words.other_language.format(language=words.language_name(spoken))


def _open(unanswered: Sequence[str], words: Phrases) -> Iterator[str]:
    if unanswered:
        yield words.unanswered_parts.format(
            parts=words.enumerated([words.quoted(part) for part in unanswered])
        )


def _said(quotation: Quotation, mark: int, words: Phrases) -> str:
    block = "\n" in quotation.shown
    gap = "\n\n" if block and quotation.shown.rstrip().endswith(("```", "|", ">")) else " "
    text = f"{quotation.shown}{gap}[{mark}]"
    return f"{_verdict(quotation, words)}{_led(quotation, text)}"


def _led(quotation: Quotation, text: str) -> str:
    """The text, with what it is about before it."""
    if not quotation.lead:
        return text
    if "\n" in quotation.shown:
        return f"**{quotation.lead}**\n\n{text}"
    return f"**{quotation.lead}{'' if quotation.lead.endswith('?') else ':'}** {text}"


def _verdict(quotation: Quotation, words: Phrases) -> str:
    if quotation.verdict is None:
        return ""
    return f"**{words.asks.yes if quotation.verdict else words.asks.no}.** "


def excerpts_of(used: Sequence[Hit], generation: Generation) -> tuple[Excerpt, ...]:
    """An excerpt for each hit, numbered from 1 in this order."""
    return tuple(_excerpt(mark, hit.passage, generation) for mark, hit in enumerate(used, start=1))


def _excerpt(mark: int, passage: Passage, generation: Generation) -> Excerpt:
    page = generation.page(passage.page_url)
    return Excerpt(
        mark=mark,
        markdown=passage.markdown,
        page_url=passage.page_url,
        page_title=passage.title,
        heading_path=passage.heading_path,
        anchor=passage.anchor,
        language=passage.language,
        content_hash=page.content_hash if page else "",
        checked_at=_checked_at(passage.page_url, page, generation.info),
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
    page = generation.page(url)
    return CitedPage(
        url=url,
        title=passage.title,
        language=passage.language,
        sections=sections,
        last_modified=page.last_modified if page else None,
        fetched_at=page.fetched_at if page else None,
        checked_at=_checked_at(url, page, generation.info),
    )


def _checked_at(url: str, page: Page | None, info: GenerationInfo) -> datetime | None:
    """When the page was last found to be what its site has."""
    fetched_at = page.fetched_at if page else None
    return fetched_at if url in info.unchecked else info.checked_at or fetched_at
