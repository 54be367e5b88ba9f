"""From sites to the live index: what `crawl`, `index` and `sync` do."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime

import anyio

from index.build import Built
from index.build import Progress as IndexProgress
from ingest.corpus import Corpus
from ingest.crawl import crawl
from ingest.errors import BusyError, SourceError
from ingest.frontier import Frontier
from ingest.journal import Change
from ingest.outcome import CrawlReport
from ingest.outcome import Progress as CrawlProgress
from ingest.source import Source
from ingest.sources import SAMPLE, open_source
from ingest.sources.selected import Selected
from ingest.web.fetcher import FetchLimits
from ingest.web.pace import OwnPace, PaceOf
from service.errors import SettingsError
from service.library import Shelf, content
from service.mount import bare_url, mounted_url
from service.settings import SiteSettings
from service.wiring import Workspace


def chosen(workspace: Workspace, named: str | None, *, allow_private: bool = False) -> Sequence[SiteSettings]:
    """The sites that a command is about: that with this name, or all.

    Where no sites are set, `named` is the location of the only one; without it, that is what was crawled
    last, or else the sample.
    """
    if not workspace.settings.site:
        return [SiteSettings(location=named or "", allow_private=allow_private)]
    found = [site for site in workspace.sites if named in (None, site.name, site.location)]
    if not found:
        names = ", ".join(site.name for site in workspace.sites)
        raise SettingsError(f"{named} is none of the sites in askdocs.toml: name one of {names}, or add it.")
    return [site.model_copy(update={"allow_private": site.allow_private or allow_private}) for site in found]


def crawl_site(
    workspace: Workspace, site: SiteSettings, progress: CrawlProgress, *, accept_shrink: bool = False
) -> CrawlReport:
    """Bring the corpus of a site up to date.

    Raises SourceError where no page could be fetched, BusyError where workers are about to do the same.
    """
    _refuse_beside_workers(workspace, site)
    with workspace.corpus(site) as corpus:
        source = opened(site, corpus)

        async def run() -> CrawlReport:
            try:
                return await crawl(source, corpus, progress, accept_shrink=accept_shrink)
            finally:
                await source.aclose()

        report = anyio.run(run)
        if not len(corpus):
            raise SourceError(_nothing(report))
    return report


def _refuse_beside_workers(workspace: Workspace, site: SiteSettings) -> None:
    if workspace.settings.pages != "store":
        return
    with closing(workspace.tables(site)) as tables:
        if Frontier(tables).round.phase.is_open:
            raise BusyError("Workers sync this site: see `askdocs jobs`, and wait until they are done.")


def changed(workspace: Workspace, since: datetime | None, page: str = "") -> Iterator[tuple[str, Change]]:
    """What happened to the pages of each site since then, oldest first, with the site's name and where we
    serve them.

    With `page`, only to the one at this URL, and to it at the URLs that it had before.
    """
    for site in workspace.sites:
        prefix = workspace.prefix(site)
        with workspace.corpus(site) as corpus:
            changes = corpus.journal.of(bare_url(page, prefix)) if page else corpus.journal.since(since)
            for change in changes:
                if since is None or change.at >= since:
                    yield site.name, _mounted(change, prefix)


def _mounted(change: Change, prefix: str) -> Change:
    previous = change.previous and mounted_url(change.previous, prefix)
    return replace(change, url=mounted_url(change.url, prefix), previous=previous)


def opened(site: SiteSettings, corpus: Corpus, pace_of: PaceOf = OwnPace.of) -> Source:
    """The site as a source: without a location, what was crawled last; `pace_of` spaces its requests."""
    source = open_source(
        site.location or corpus.source or SAMPLE,
        base_url=site.base_url,
        limits=FetchLimits(at_once=site.at_once, delay=site.delay),
        pace_of=pace_of,
        allow_private=site.allow_private,
        secrets=site.headers,
        answers=corpus.answers,
    )
    if not (site.include or site.exclude or site.languages):
        return source
    return Selected(source, site.include, site.exclude, languages=site.languages)


def _nothing(report: CrawlReport) -> str:
    first = report.failed[0] if report.failed else None
    why = f"The first failed so: {first.url}: {first.reason}." if first else "They all are gone."
    return f"None of the {report.listed} pages of {report.location} could be fetched. {why}"


def index_sites(workspace: Workspace, progress: IndexProgress) -> Built:
    """Make an index of all sites' pages live, unless the live one is made of just that."""
    with ExitStack() as kept, workspace.builder() as builder:
        corpora = [
            (site, kept.enter_context(workspace.corpus(site, frozen=True))) for site in workspace.sites
        ]
        shelves = [Shelf(corpus, workspace.prefix(site)) for site, corpus in corpora]
        return builder.refresh(content(shelves), progress)
