"""From a site to the live index: what `crawl`, `index` and `sync` do."""

import anyio

from index.build import Built, Content
from index.build import Progress as IndexProgress
from ingest.crawl import CrawlReport, Outcome, crawl
from ingest.crawl import Progress as CrawlProgress
from ingest.errors import SourceError
from ingest.sources import SAMPLE, open_source
from ingest.split import split
from ingest.twins import pair_twins
from service.wiring import Workspace


def crawl_site(
    workspace: Workspace,
    site: str | None,
    progress: CrawlProgress,
    *,
    allow_private: bool = False,
    accept_shrink: bool = False,
) -> CrawlReport:
    """Bring the corpus up to date with a site; without a name, with the one crawled last, or else the sample.

    Raises SourceError where no page could be fetched.
    """
    with workspace.corpus() as corpus:
        source = open_source(site or corpus.source or SAMPLE, allow_private=allow_private)

        async def run() -> CrawlReport:
            try:
                return await crawl(source, corpus, progress, accept_shrink=accept_shrink)
            finally:
                await source.aclose()

        report = anyio.run(run)
    if report.listed and report.total(Outcome.FAILED) == report.listed:
        failure = report.failed[0]
        raise SourceError(
            f"None of the {report.listed} pages of {report.location} could be fetched."
            f" The first failed so: {failure.url}: {failure.reason}"
        )
    return report


def index_corpus(workspace: Workspace, progress: IndexProgress) -> Built:
    """Make an index of the corpus live, unless the live one is made of just that."""
    with workspace.corpus() as corpus, workspace.builder() as builder:
        pages = pair_twins(list(corpus.pages()))
        passages = (passage for page in pages for passage in split(page))
        return builder.refresh(Content(corpus.source, pages, passages), progress)
