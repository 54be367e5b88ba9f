"""What corpora of any size are made of: the English passages of the open sets, embedded, and questions."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from index.build import WINDOW, passage_tokens
from index.cache import EmbeddingCache
from index.embedder import Embedder
from index.evaluation.dataset import open_dataset
from ingest.page import Page
from service.evaluate import asked, content_of
from service.wiring import Workspace
from tests.benchmarks.evaluation_sets import EvaluationSet, named
from tests.benchmarks.scale_search import LANGUAGE
from tests.benchmarks.variations import Known

SETS = named(["mtrag-rewrite", "aws-dev", "squad2", "xquad-en"])
"""The first is that whose questions are asked; the others are left out where there are no data."""

WARM_UP = 20
"""So many questions are asked before the clock runs, at most half of all."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Those that warm up, and those that are measured."""

    warm_up: list[str]
    asked: list[str]


def questions(data: Path, limit: int) -> Questions:
    """Of the first set; `limit` of them are measured where there are as many. Raises DatasetError."""
    dataset = open_dataset(data / SETS[0].folder, SETS[0].queries, SETS[0].qrels)
    texts = [asked(question).text for question in dataset.questions]
    before = min(WARM_UP, len(texts) // 2)
    return Questions(texts[:before], texts[before : before + limit])


def read_base(workspace: Workspace, data: Path) -> list[Known]:
    """Each passage once, though sets share some. Raises DatasetError and StoreError."""
    embedder = workspace.embedders().of_question(LANGUAGE)
    found: dict[str, Known] = {}
    with closing(workspace.cache()) as cache:
        for which in SETS:
            if which is SETS[0] or (data / which.folder).is_dir():
                for known in _read(data, which, embedder, cache):
                    found.setdefault(known.passage.in_context, known)
    return list(found.values())


def _read(data: Path, which: EvaluationSet, embedder: Embedder, cache: EmbeddingCache) -> Iterator[Known]:
    dataset = open_dataset(data / which.folder, which.queries, which.qrels)
    with content_of(dataset) as content:
        pages = {page.url: _named_after(which, page) for page in content.pages}
        english = (passage for passage in content.passages if passage.language == LANGUAGE)
        while passages := list(islice(english, WINDOW)):
            embedded = cache.passages(embedder, [each.in_context for each in passages])
            tokens = passage_tokens(passages, embedded)
            for passage, read, coded in zip(passages, embedded, tokens, strict=True):
                page = pages[passage.page_url]
                yield Known.of(page, replace(passage, page_url=page.url), read.vector, coded)


def _named_after(which: EvaluationSet, page: Page) -> Page:
    """The page with an address that no page of another set has."""
    return replace(page, url=f"/{which.name}/{page.url}", path=f"/{which.name}/{page.path}", alternates=())
