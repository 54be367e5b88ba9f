"""What `askdocs gaps` prints: what is asked in vain, pages nobody needs, translations that drifted apart."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from service.answer import Status
from service.insights.difference import in_words
from service.insights.drift import Drift
from service.insights.insights import Insights
from service.insights.pages import PageUse
from service.insights.topics import Topic
from service.render.report import Shown

TOPICS = 20

OUTLINES = 5

PAGES = 20


def gaps(insights: Insights) -> Shown:
    """The report for people: what is asked most first."""
    return Group(
        Text(_summary(insights)), *_topics(insights), *_unused(insights), *map(_drift, insights.twins[:PAGES])
    )


def _summary(insights: Insights) -> str:
    if not insights.is_noted:
        return "Questions are not noted here (ASKDOCS_QUESTION_LOG=off): only the pages are told of."
    counts = ", ".join(f"{insights.counted(status)} {status}" for status in Status)
    return f"{insights.asked} questions in {insights.days} days: {counts}."


def _topics(insights: Insights) -> Iterator[Shown]:
    if not insights.topics:
        return
    table = Table("asked", "in vain", "languages", "question", "nearest page", title="asked, not answered")
    for topic in insights.topics[:TOPICS]:
        nearest = topic.nearest[0].url if topic.nearest else ""
        counts = str(topic.count), str(topic.unanswered)
        table.add_row(*counts, ", ".join(topic.languages), Text(_named(topic)), Text(nearest))
    yield table
    for topic in insights.topics[:OUTLINES]:
        if topic.stub:
            yield Markdown(topic.stub.markdown)


def _named(topic: Topic) -> str:
    others = len(topic.questions) - 1
    return f"{topic.name} (and {others} like it)" if others else topic.name


def _unused(insights: Insights) -> Iterator[Shown]:
    if not insights.sourced:
        return
    unused = insights.unused
    table = Table("near", "page", "title", title=f"{len(unused)} pages that no answer came from")
    for use in unused[:PAGES]:
        table.add_row(str(use.nearest), Text(use.url), Text(use.title))
    yield table


def _drift(drift: Drift) -> Shown:
    head = f"{drift.here.url} and {drift.there.url} have drifted apart:"
    return Text("\n".join((head, *(f"  {in_words(each)}" for each in drift.differences))))


def gaps_facts(insights: Insights) -> dict[str, Any]:
    """The same for machines, whole."""
    return {
        "days": insights.days,
        "asked": insights.asked,
        "statuses": {status: insights.counted(status) for status in Status},
        "topics": [_topic_facts(topic) for topic in insights.topics],
        "unused": [_page_facts(use) for use in insights.unused] if insights.sourced else [],
        "twins": [_drift_facts(drift) for drift in insights.twins],
    }


def _topic_facts(topic: Topic) -> dict[str, Any]:
    return {
        "name": topic.name,
        "asked": topic.count,
        "unanswered": topic.unanswered,
        "languages": topic.languages,
        "last_at": topic.last_at.isoformat(),
        "questions": [
            {"text": said.text, "language": said.language, "asked": said.count} for said in topic.questions
        ],
        "nearest": [page.url for page in topic.nearest],
        "stub": topic.stub.markdown if topic.stub else None,
    }


def _page_facts(use: PageUse) -> dict[str, Any]:
    return {"url": use.url, "title": use.title, "language": use.language, "nearest": use.nearest}


def _drift_facts(drift: Drift) -> dict[str, Any]:
    return {
        "pages": [drift.here.url, drift.there.url],
        "apart": drift.apart,
        "differences": [in_words(each) for each in drift.differences],
    }
