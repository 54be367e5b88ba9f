"""What commands print about crawls, indexes and measurements."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table

from index.build import Built
from ingest.crawl import CrawlReport, Outcome
from service.status import Status

if TYPE_CHECKING:
    from service.evaluate import Evaluation  # at run time it would load scikit-learn for every command

FAILURES_SHOWN = 10


def crawl(report: CrawlReport) -> RenderableType:
    """A crawl: pages by language and outcome, then the failures with their reasons."""
    table = Table(
        "language", *Outcome, title=f"{report.location}: {report.listed} pages in {report.seconds:.1f} s"
    )
    for language in report.languages:
        table.add_row(language, *(str(report.counts.get((language, outcome), 0)) for outcome in Outcome))
    return Group(table, *_failures(report))


def _failures(report: CrawlReport) -> Iterable[str]:
    for failure in report.failed[:FAILURES_SHOWN]:
        yield f"failed: {failure.url}: {failure.reason}"
    hidden = len(report.failed) - FAILURES_SHOWN
    if hidden > 0:
        yield f"... and {hidden} more."


def index(built: Built) -> str:
    """An index build, in one line."""
    info = built.info
    pages, passages = sum(info.pages.values()), sum(info.passages.values())
    state = "is live" if built.anew else "is up to date"
    return f"Generation {info.number} {state}: {pages} pages, {passages} passages ({_counts(info.passages)})."


def status(found: Status) -> RenderableType:
    """The status, as two columns."""
    table = Table.grid(padding=(0, 2))
    for name, value in _status_rows(found):
        table.add_row(name, value)
    return table


def _status_rows(found: Status) -> Iterable[tuple[str, str]]:
    yield "source", found.source or "nothing crawled yet: askdocs crawl SITE"
    yield "crawled", f"{found.crawled_at or 'never'} ({_counts(found.crawled_pages)}; {found.failed} failed)"
    info = found.generation
    if info is None:
        yield "index", "none yet: askdocs index"
        return
    yield "generation", f"{info.number}, {found.index_age_seconds} s old, {info.size / 1e6:.1f} MB"
    yield "pages", _counts(info.pages)
    yield "passages", _counts(info.passages)
    for language, identities in sorted(info.embedders.items()):
        yield f"models ({language})", ", ".join(identities)


def _counts(by_language: Mapping[str, int]) -> str:
    return ", ".join(f"{language} {count}" for language, count in sorted(by_language.items())) or "none"


def evaluation(figures: "Evaluation") -> RenderableType:
    """The figures of an evaluation, one a line; what does not apply is left out."""
    table = Table("figure", "value", title=figures.title)
    for name, value in figures.rows():
        table.add_row(name, value)
    return table
