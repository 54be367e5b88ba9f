"""The installation that is asked over HTTP: the bundled sample, or its English half beside a labelled set.

With the Portuguese half all of the labelled set would be embedded across languages too, which takes an hour.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from index.build import Content
from index.build import NoProgress as SilentIndex
from index.evaluation.dataset import open_dataset
from ingest.outcome import NoProgress as SilentCrawl
from ingest.page import Page
from ingest.passage import Passage
from service.evaluate import content_of
from service.library import Shelf, content
from service.settings import Settings, SiteSettings
from service.sync import crawl_site
from service.wiring import Workspace

LABELLED = "mtrag-cloud"
LANGUAGE = "en"
BELOW = "/labelled"
"""Where the pages of the labelled set are served."""


@contextmanager
def installation(labelled: Path | None) -> Iterator[Workspace]:
    """An indexed installation, for as long as the context lasts; `labelled` is the folder of all sets."""
    with TemporaryDirectory() as folder:
        workspace = Workspace(Settings(data=Path(folder)))
        crawl_site(workspace, SiteSettings(location="sample"), SilentCrawl())
        with workspace.corpus() as corpus, workspace.builder() as builder:
            sample = content([Shelf(corpus, "")])
            if labelled is None:
                builder.build(sample, SilentIndex())
            else:
                dataset = open_dataset(labelled / LABELLED, "queries-rewrite.jsonl", "qrels.tsv")
                with content_of(dataset) as more:
                    builder.build(_joined(sample, more), SilentIndex())
        yield workspace


def _joined(sample: Content, more: Content) -> Content:
    english = (page for page in sample.pages if page.language == LANGUAGE)
    pages = [*english, *map(_page_below, more.pages)]
    said = (passage for passage in sample.passages if passage.language == LANGUAGE)
    passages = chain(said, map(_passage_below, more.passages))
    return Content(f"{sample.source}, {more.source}", pages, passages)


def _page_below(page: Page) -> Page:
    return replace(page, url=f"{BELOW}/{page.url}", path=f"{BELOW}/{page.path}", alternates=())


def _passage_below(passage: Passage) -> Passage:
    return replace(passage, page_url=f"{BELOW}/{passage.page_url}")
