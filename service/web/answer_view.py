"""What the answer page shows of an answer, ready to be put into its template."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from index.confidence import thresholds
from service.answer import Answer, CitedPage, Excerpt, Status
from service.links import Links
from service.web.addresses import ask_address, page_address, passage_address
from service.web.age import age
from service.web.cited import quoted, with_marks
from service.web.copies import Copies, copies
from service.web.pages import Pages
from service.web.texts import Texts
from service.web.trail import trail

Render = Callable[[str, str], Markup]
"""Makes safe HTML of markdown that stands on the page of this URL."""

VERY_SURE = 0.9


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """An excerpt: `mark` is its number, 0 while it has none; `title` and `path` are its page and headings."""

    mark: int
    html: Markup
    title: str
    path: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A page that the answer used, or one that is near; `trail` is where it stands, `age` when it changed."""

    title: str
    trail: str
    sections: tuple[str, ...]
    language: str
    address: str
    changed: str
    checked: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link with its words."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer in words and addresses. `language` is that of the question, `spoken` that of the answer.

    `percent` is how sure it is, `page` the page that it was asked from.
    """

    question: str
    status: Status
    verdict: str
    sureness: str
    percent: int
    language: str
    spoken: str
    html: Markup
    note: str
    excerpts: tuple[ExcerptView, ...]
    sources: tuple[SourceView, ...]
    nearest: tuple[SourceView, ...]
    follow_ups: tuple[LinkView, ...]
    open_parts: tuple[str, ...]
    missing: tuple[str, ...]
    writer: str
    copies: Copies
    page: LinkView | None
    address: str
    markdown_address: str

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, if only a partial one."""
        return self.status is not Status.UNANSWERED


@dataclass(frozen=True, slots=True)
class AnswerViewer:
    """Makes views. `asked_from` is the path of the page that questions are asked from."""

    pages: Pages
    links: Links
    says: Texts
    render: Render
    now: datetime
    asked_from: str
    goal: str = ""

    def view(self, answer: Answer) -> AnswerView:
        """The view of an answer."""
        return AnswerView(
            question=answer.question,
            status=answer.status,
            verdict=getattr(self.says.answer, answer.status),
            sureness=self._sureness(answer.confidence),
            percent=round(answer.confidence * 100),
            language=answer.language,
            spoken=answer.answer_language,
            html=self.answer_html(answer.markdown, [each.mark for each in answer.excerpts]),
            note=answer.note,
            excerpts=tuple(map(self.excerpt, answer.excerpts)),
            sources=tuple(self._source(page, answer) for page in answer.sources),
            nearest=tuple(self._source(page, answer) for page in answer.nearest),
            follow_ups=tuple(self._follow_ups(answer)),
            open_parts=answer.unanswered,
            missing=answer.missing,
            writer=answer.writer.model if answer.writer else "",
            copies=copies(answer, self.links),
            page=self._page(),
            address=ask_address(self.asked_from, answer.question, self.goal),
            markdown_address=self.links.ask(self.asked_from, answer.question, self.goal),
        )

    def answer_html(self, markdown: str, marks: list[int]) -> Markup:
        """The answer's own text, or as much of it as there is."""
        html = self.render(markdown, self.asked_from)
        return with_marks(html, marks, self.says.answer.excerpt)

    def excerpt(self, excerpt: Excerpt) -> ExcerptView:
        """One excerpt, in its place."""
        page = self.pages.page(excerpt.page_url)
        text = without_heading(excerpt.markdown)
        return ExcerptView(
            mark=excerpt.mark,
            html=quoted(self.render(text, excerpt.page_url)),
            title=excerpt.page_title,
            path=" › ".join(excerpt.heading_path),
            language=excerpt.language,
            address=passage_address(page, excerpt.markdown, excerpt.anchor) if page else "",
        )

    def _source(self, cited: CitedPage, answer: Answer) -> SourceView:
        page = self.pages.page(cited.url)
        return SourceView(
            title=cited.title,
            trail=" › ".join(trail(page, self.pages)) if page else "",
            sections=cited.sections,
            language=cited.language,
            address=page_address(page.path) if page else "",
            changed=age(cited.last_modified, self.now, self.says),
            checked=age(cited.checked_at, self.now, self.says),
            marks=tuple(each.mark for each in answer.excerpts if each.page_url == cited.url),
        )

    def _follow_ups(self, answer: Answer) -> Iterator[LinkView]:
        for each in answer.follow_ups:
            path = self.links.path_of(each.page_url)
            yield LinkView(each.question, ask_address(path, each.question, self.goal))

    def _page(self) -> LinkView | None:
        page = self.pages.page(self.asked_from)
        return LinkView(page.title, page_address(page.path)) if page else None

    def _sureness(self, confidence: float) -> str:
        words = self.says.answer
        if confidence >= VERY_SURE:
            return words.sure_very
        return words.sure_quite if confidence >= thresholds().answered else words.sure_little


def without_heading(markdown: str) -> str:
    """A passage without the heading that it begins with: that is in the path above it."""
    first, _, rest = markdown.lstrip().partition("\n")
    return rest.strip() if first.startswith("#") and rest.strip() else markdown
