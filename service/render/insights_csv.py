"""Insights as tables for spreadsheets, in which no cell is taken for a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from io import StringIO

from service.insights.difference import in_words
from service.insights.insights import Insights

Row = tuple[object, ...]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so may be worked out by a spreadsheet: what a stranger asked would be a program.

https://owasp.org/www-community/attacks/CSV_Injection
"""


class What(StrEnum):
    """What can be had as a table."""

    QUESTIONS = "questions"
    CLUSTERS = "clusters"
    PAGES = "pages"
    TWINS = "twins"


def table(insights: Insights, what: What) -> str:
    """The table, with a row that names its columns (RFC 4180)."""
    written = StringIO()
    writer = csv.writer(written)
    for row in TABLES[what](insights):
        writer.writerow(map(cell, row))
    return written.getvalue()


def cell(value: object) -> str:
    """The value as a cell's text, with a quote before it where a spreadsheet would work it out."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _questions(insights: Insights) -> Iterator[Row]:
    yield "topic", "question", "language", "asked", "unanswered", "last asked"
    for number, topic in enumerate(insights.topics, start=1):
        for said in topic.questions:
            last = said.last_at.isoformat(timespec="seconds")
            yield number, said.text, said.language, said.count, said.unanswered, last


def _clusters(insights: Insights) -> Iterator[Row]:
    yield "topic", "name", "asked", "unanswered", "languages", "nearest pages", "page", "below", "words"
    for number, topic in enumerate(insights.topics, start=1):
        nearest = " ".join(page.url for page in topic.nearest)
        stub = topic.stub
        place = (stub.page_url, " > ".join(stub.under), " ".join(stub.words)) if stub else ("", "", "")
        yield number, topic.name, topic.count, topic.unanswered, " ".join(topic.languages), nearest, *place


def _pages(insights: Insights) -> Iterator[Row]:
    yield "page", "title", "language", "answers", "near unanswered questions"
    for use in insights.pages:
        yield use.url, use.title, use.language, use.answers, use.nearest


def _twins(insights: Insights) -> Iterator[Row]:
    yield "page", "translation", "how far apart", "what differs"
    for drift in insights.twins:
        yield drift.here.url, drift.there.url, drift.apart, "; ".join(map(in_words, drift.differences))


TABLES: Mapping[What, Callable[[Insights], Iterable[Row]]] = {
    What.QUESTIONS: _questions,
    What.CLUSTERS: _clusters,
    What.PAGES: _pages,
    What.TWINS: _twins,
}
