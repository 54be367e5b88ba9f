"""What the page of insights shows, in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.page import Page
from service.answer import Status
from service.insights.days import Day
from service.insights.difference import Difference, Kind
from service.insights.drift import Drift
from service.insights.insights import Insights
from service.insights.notable import Rated
from service.insights.pages import PageUse
from service.insights.stub import Stub
from service.insights.topics import Topic
from service.question_log import Asked
from service.web.addresses import ask_address, page_address
from service.web.plot import Columns, columns
from service.web.texts import Texts

RANGES = (7, 30, 90)

TOPICS = 20

PAGES = 10

TWINS = 20

FULL = 100.0

PathOf = Callable[[str], str]
"""The site path of the page at a URL; "" where there is none any more."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Something with an address on our own site, "" where it has none; `share` is the length of its bar, of
    100.
    """

    text: str
    address: str
    count: int = 0
    share: float = 0.0
    language: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TopicView:
    """Questions on one subject, and the outline of what would answer them."""

    name: Linked
    languages: tuple[str, ...]
    unanswered: int
    last: str
    questions: tuple[Linked, ...]
    nearest: tuple[Linked, ...]
    stub: Stub | None


@dataclass(frozen=True, slots=True)
class TwinsView:
    """Two translations, and what differs in words."""

    here: Linked
    there: Linked
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatedView:
    """A rating, with where it was given."""

    day: str
    question: str
    page: Linked
    said: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number above the plot: how many questions had a status, and of 100."""

    status: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class InsightsView:
    """The page. `more_topics` are left out; who has signed in can sign out again."""

    insights: Insights
    ranges: tuple[int, ...]
    figures: tuple[Figure, ...]
    plot: Columns
    days: tuple[Day, ...]
    topics: tuple[TopicView, ...]
    more_topics: int
    slowest: tuple[Linked, ...]
    rated: tuple[RatedView, ...]
    most_used: tuple[Linked, ...]
    unused: tuple[Linked, ...]
    twins: tuple[TwinsView, ...]
    signed_in: bool


def insights_view(
    insights: Insights, path_of: PathOf, says: Texts, *, signed_in: bool = False
) -> InsightsView:
    """The view of insights; `path_of` knows where pages are."""
    shown = insights.topics[:TOPICS]
    return InsightsView(
        insights=insights,
        ranges=RANGES,
        figures=tuple(_figure(insights, status) for status in Status),
        plot=columns(insights.by_day),
        days=tuple(day for day in reversed(insights.by_day) if day.asked),
        topics=tuple(_topic(topic, shown[0].count, path_of) for topic in shown),
        more_topics=len(insights.topics) - len(shown),
        slowest=_slowest(insights.slowest),
        rated=tuple(_rated(rated, path_of) for rated in insights.rated_badly[:TOPICS]),
        most_used=_uses([use for use in insights.pages if use.answers][:PAGES], path_of),
        unused=_uses(insights.unused if insights.sourced else (), path_of),
        twins=tuple(_twins(drift, says) for drift in insights.twins[:TWINS]),
        signed_in=signed_in,
    )


def _figure(insights: Insights, status: Status) -> Figure:
    count = insights.counted(status)
    return Figure(status, count, round(FULL * count / insights.asked) if insights.asked else 0)


def _topic(topic: Topic, most: int, path_of: PathOf) -> TopicView:
    asked = ask_address("/", topic.name)
    return TopicView(
        name=Linked(topic.name, asked, topic.count, FULL * topic.count / most, topic.questions[0].language),
        languages=topic.languages,
        unanswered=topic.unanswered,
        last=topic.last_at.date().isoformat(),
        questions=tuple(
            Linked(said.text, ask_address("/", said.text), said.count, language=said.language)
            for said in topic.questions
        ),
        nearest=tuple(_page(page.title, page.url, path_of) for page in topic.nearest),
        stub=topic.stub,
    )


def _page(title: str, url: str, path_of: PathOf) -> Linked:
    path = path_of(url)
    return Linked(title or url, page_address(path) if path else "")


def _slowest(asked: Sequence[Asked]) -> tuple[Linked, ...]:
    most = max((each.milliseconds for each in asked), default=0) or 1
    return tuple(
        Linked(
            each.question,
            ask_address("/", each.question),
            each.milliseconds,
            FULL * each.milliseconds / most,
            each.language,
        )
        for each in asked
    )


def _rated(rated: Rated, path_of: PathOf) -> RatedView:
    page = _page(rated.page_url, rated.page_url, path_of)
    return RatedView(rated.at.date().isoformat(), rated.question, page, rated.said)


def _uses(uses: Sequence[PageUse], path_of: PathOf) -> tuple[Linked, ...]:
    most = max((use.answers for use in uses), default=0) or 1
    return tuple(
        Linked(
            use.title,
            page_address(path_of(use.url)),
            use.answers or use.nearest,
            FULL * use.answers / most,
            use.language,
            path_of(use.url),
        )
        for use in uses
    )


def _twins(drift: Drift, says: Texts) -> TwinsView:
    differs = tuple(difference_in_words(each, says) for each in drift.differences)
    return TwinsView(_twin(drift.here), _twin(drift.there), differs)


def _twin(page: Page) -> Linked:
    return Linked(page.title, page_address(page.path), language=page.language, note=page.path)


def difference_in_words(difference: Difference, says: Texts) -> str:
    """What differs, in the language of the interface."""
    words = says.insights
    named = {
        "has": says.language_name(difference.has),
        "lacks": says.language_name(difference.lacks),
        "what": ", ".join(difference.what),
        "count": difference.count,
        "where": difference.where or words.top,
    }
    if difference.kind is Kind.BLOCKS:
        named["what"] = ", ".join(getattr(words, f"block_{kind}") for kind in difference.what)
    return str(getattr(words, f"differs_{difference.kind}")).format(**named)
