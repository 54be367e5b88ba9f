"""What commands print about crawls, indexes and measurements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from index.build import Built
from index.store import GenerationInfo, ServerState
from ingest.journal import Change
from ingest.outcome import CrawlReport, Outcome
from service.status import Status, age

if TYPE_CHECKING:
    from index.evaluation.calibration import Bin  # at run time it would load numpy for every command
    from service.evaluate import Evaluation  # at run time it would load scikit-learn for every command

REASONS_SHOWN = 10

Shown = RenderableType
"""Something that a console can print."""


def crawl(report: CrawlReport) -> Shown:
    """A crawl: pages by language and outcome, then the failures by reason, with an example of each."""
    table = Table("language", *Outcome, title=_title(report))
    for language in report.languages:
        table.add_row(language, *(str(report.counts.get((language, outcome), 0)) for outcome in Outcome))
    return Group(table, *map(Text, _reasons(report)))


def crawl_lines(report: CrawlReport) -> str:
    """A crawl in plain lines, for a log."""
    return "\n".join((_title(report), *_languages(report), *_reasons(report)))


def _title(report: CrawlReport) -> str:
    return f"{report.location}: {report.listed} pages in {report.seconds:.1f} s"


def _languages(report: CrawlReport) -> Iterator[str]:
    for language in report.languages:
        counts = ((outcome, report.counts.get((language, outcome), 0)) for outcome in Outcome)
        yield f"{language}: {', '.join(f'{count} {outcome}' for outcome, count in counts if count)}"


def _reasons(report: CrawlReport) -> Iterator[str]:
    examples = {failure.reason: failure.url for failure in reversed(report.failed)}
    for reason, count in list(report.reasons.items())[:REASONS_SHOWN]:
        yield f"{count} failed: {reason} (such as {examples[reason]})"
    if len(report.reasons) > REASONS_SHOWN:
        yield f"... and for {len(report.reasons) - REASONS_SHOWN} other reasons: askdocs status --json"


def crawl_facts(site: str, report: CrawlReport) -> dict[str, Any]:
    """A crawl, for machines."""
    languages = {
        language: {outcome: report.counts.get((language, outcome), 0) for outcome in Outcome}
        for language in report.languages
    }
    return {
        "event": "crawled",
        "site": site,
        "location": report.location,
        "listed": report.listed,
        "whole": report.is_whole,
        "languages": languages,
        "reasons": dict(report.reasons),
        "seconds": round(report.seconds, 3),
    }


def change(site: str, change: Change) -> str:
    """A change, in one line."""
    where = f"{change.url} (from {change.previous})" if change.previous else change.url
    at = change.at.isoformat(sep=" ", timespec="seconds")
    return "  ".join(filter(None, (at, site, f"{change.kind:<8}", change.language, where, change.title)))


def change_facts(site: str, change: Change) -> dict[str, Any]:
    """A change, for machines."""
    return {"site": site} | asdict(change) | {"at": change.at.isoformat()}


def index_facts(built: Built) -> dict[str, Any]:
    """An index build, for machines."""
    info = built.info
    return {
        "event": "indexed",
        "generation": info.number,
        "anew": built.anew,
        "pages": dict(info.pages),
        "passages": dict(info.passages),
    }


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
    for site in found.sites:
        yield site.name or "source", site.source or "nothing crawled yet: askdocs crawl SITE"
        when = site.crawled_at.isoformat(timespec="seconds") if site.crawled_at else "never"
        yield "crawled", f"{when} ({_counts(site.pages)}; {site.failed} failed)"
        yield from (("", f"{count} failed: {reason}") for reason, count in site.reasons.items())
    if found.syncing:
        yield "sync", "running"
    yield from (("server", _server(server)) for server in found.servers)
    if found.generation is None:
        yield "index", "none yet: askdocs index"
    else:
        yield from _generation_rows(found.generation)


def _server(server: ServerState) -> str:
    if server.problem:
        return f"{server.name}: {server.role} ({server.problem})"
    pool = f"{server.used} of {server.connections} connections in use"
    return f"{server.name}: {server.role}, generation {server.generation}, {server.lag:.1f} s behind, {pool}"


def _generation_rows(info: GenerationInfo) -> Iterable[tuple[str, str]]:
    yield "generation", f"{info.number}, {age(info.built_at)} s old, {info.size / 1e6:.1f} MB"
    if info.checked_at:
        unchecked = f", but for {len(info.unchecked)} pages" if info.unchecked else ""
        yield "checked", f"{age(info.checked_at)} s ago{unchecked}"
    yield "pages", _counts(info.pages)
    yield "passages", _counts(info.passages)
    for language, identities in sorted(info.embedders.items()):
        yield f"models ({language})", ", ".join(identities)


def _counts(by_language: Mapping[str, int]) -> str:
    return ", ".join(f"{language} {count}" for language, count in sorted(by_language.items())) or "none"


def evaluation(found: "Evaluation") -> Shown:
    """The figures of an evaluation, one a line, but for what does not apply; then confidence by bins."""
    table = Table("figure", "value", title=found.title)
    for name, value in found.rows():
        table.add_row(name, value)
    abstention = found.figures.abstention
    return Group(table, _reliability(abstention.reliability)) if abstention else table


def _reliability(bins: "Sequence[Bin]") -> Table:
    table = Table(
        "questions", "mean confidence", "share answerable", title="confidence, in bins of equal mass"
    )
    for each in bins:
        table.add_row(str(each.n), f"{each.mean_confidence:.3f}", f"{each.share_answerable:.3f}")
    return table
