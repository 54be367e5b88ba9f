"""Measure the service on labelled questions, through the very code that serves users."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import anyio

from index.build import Content, NoProgress, Progress
from index.errors import DatasetError
from index.evaluation.dataset import (
    Dataset,
    LiveIndex,
    MarkdownPages,
    ReadyPassages,
    open_dataset,
    pages_folder,
)
from index.evaluation.dataset import (
    Question as Labelled,
)
from index.evaluation.figures import Figures, figures
from index.evaluation.outcome import Outcome
from index.stage import Stage
from index.store import Generation
from ingest.page import Page
from ingest.passage import Passage
from ingest.sources.folder import Folder
from ingest.split import split
from ingest.twins import pair_twins
from service.answer import Status
from service.ask import Asker
from service.found import Found
from service.gold import gold_pages
from service.questions.question import MAX_CHARACTERS, Question
from service.wiring import Workspace


@dataclass(frozen=True, slots=True)
class IndexCost:
    """What it took to build the data set's index: seconds (vectors known from an earlier run are not computed
    again) and bytes.
    """

    passages: int
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class GoldRemoval:
    """How many questions were asked again with the pages that answer them removed.

    `not_asked` are the set's others: the index has no answer to them, or nobody knows on which page.
    `fewest_hits` is the least number of passages that were left for a question.
    """

    questions: int
    not_asked: int
    fewest_hits: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one run over a data set. `index` is None where the live index was asked.

    `without` are the stages of retrieval that were left out, `gold_removal` is None where no page was.
    """

    dataset: str
    queries: str
    qrels: str
    missing_gold: int
    figures: Figures
    index: IndexCost | None
    without: tuple[Stage, ...] = ()
    gold_removal: GoldRemoval | None = None

    @property
    def title(self) -> str:
        """Names what was measured."""
        return " ".join(part for part in (self.dataset, self.queries, self.qrels) if part)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Name and value of each figure that applies, nested names joined by a dot; tables are left out."""
        return _rows("", self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def _rows(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case None | "" | ():
            return
        case dict():
            for name, inner in value.items():
                yield from _rows(f"{prefix}.{name}" if prefix else name, inner)
        case float():
            yield prefix, f"{value:.3f}"
        case (float(low), float(high)):
            yield prefix, f"{low:.3f} - {high:.3f}"
        case (dict(), *_):
            return
        case tuple():
            yield prefix, ", ".join(value)
        case _:
            yield prefix, str(value)


class Watcher(Progress, Protocol):
    """Is told how an evaluation goes on: the index first, then the questions."""

    def asking(self, questions: int) -> None:
        """So many questions will be asked."""

    def asked(self) -> None:
        """One more is answered."""


class NoWatcher(NoProgress):
    """Nobody watches."""

    def asking(self, questions: int) -> None:
        """Tell nobody."""

    def asked(self) -> None:
        """Tell nobody."""


def evaluate(
    workspace: Workspace,
    location: Path,
    queries: str | None = None,
    qrels: str | None = None,
    limit: int | None = None,
    *,
    without: Collection[Stage] = (),
    remove_gold: bool = False,
    watcher: Watcher,
) -> Evaluation:
    """Ask a data set's questions and measure rankings, answers, abstention and latency.

    A data set with a corpus is indexed apart from the live index, in the installation's folder `evaluation`.
    The stages of retrieval in `without` are left out. With `remove_gold` each question that has an answer is
    asked as it is, and again as if the pages that answer it were not there; abstention is measured on both.
    Raises DatasetError, and NoIndexError where questions for the live index find none.
    """
    dataset = open_dataset(location, queries, qrels, limit=limit)
    asker, cost = prepared(workspace, dataset, watcher)
    asker.without = frozenset(without)
    ids = page_ids(asker.generation(), dataset)
    run = _Run(asker, dataset, ids, watcher)
    outcomes, removed = run.with_and_without_gold() if remove_gold else (run.as_it_is(), [])
    return Evaluation(
        dataset=dataset.name,
        queries=dataset.queries,
        qrels=dataset.qrels_name,
        missing_gold=len(dataset.missing_gold(set(ids.values()))),
        figures=figures(outcomes, dataset.qrels, removed),
        index=cost,
        without=tuple(sorted(asker.without)),
        gold_removal=_gold_removal(dataset, removed) if remove_gold else None,
    )


def prepared(
    workspace: Workspace, dataset: Dataset, progress: Progress | None = None
) -> tuple[Asker, IndexCost | None]:
    """What answers the data set's questions: over an index of its corpus, built now, or the live one."""
    if isinstance(dataset.corpus, LiveIndex):
        return workspace.asker(), None
    store = workspace.store_of_dataset(dataset.name)
    languages = sorted({question.language for question in dataset.questions if question.language})
    start = perf_counter()
    with workspace.builder(store, languages) as builder, content_of(dataset) as content:
        info = builder.build(content, progress or NoProgress())
    cost = IndexCost(sum(info.passages.values()), perf_counter() - start, info.size)
    return workspace.asker(store, languages), cost


@contextmanager
def content_of(dataset: Dataset) -> Iterator[Content]:
    """What an index of the data set's corpus is made of; to be used up before the context ends."""
    match dataset.corpus:
        case ReadyPassages(pages, passages):
            yield Content(dataset.name, pages, passages)
        case MarkdownPages() as corpus:
            with pages_folder(corpus) as folder:
                read = pair_twins(anyio.run(_read, folder))
            yield Content(dataset.name, read, _passages(read))
        case LiveIndex():
            raise AssertionError("the live index is not built from a data set")


async def _read(folder: Path) -> list[Page]:
    source = Folder(folder)
    fetched = [await source.fetch(listing, None) for listing in await source.discover()]
    return [each.page for each in fetched if each]


def _passages(pages: Sequence[Page]) -> Iterator[Passage]:
    return (passage for page in pages for passage in split(page))


def page_ids(generation: Generation, dataset: Dataset) -> dict[str, str]:
    """The data set's id of each page, by the page's URL."""
    ready = isinstance(dataset.corpus, ReadyPassages)
    return {page.url: page.url if ready else page.path for page in generation.pages()}


def asked(labelled: Labelled) -> Question:
    """The question as a user would put it: its language is for the service to tell."""
    return Question(labelled.text[:MAX_CHARACTERS])


@dataclass(frozen=True, slots=True)
class _Run:
    """Asks the questions of a data set; `ids` are its names of the pages, by URL."""

    asker: Asker
    dataset: Dataset
    ids: Mapping[str, str]
    watcher: Watcher

    def as_it_is(self) -> list[Outcome]:
        """What became of each question."""
        questions = self.dataset.questions
        self.watcher.asking(len(questions))
        return [self._asked(question)[1] for question in questions]

    def with_and_without_gold(self) -> tuple[list[Outcome], list[Outcome]]:
        """What became of the questions that have an answer, and of the same without the pages that answer."""
        gold = gold_pages(self.dataset, self.asker.generation().pages(), self.ids)
        questions = [
            each for each in self.dataset.questions if each.answerable is not False and each.id in gold
        ]
        if not questions:
            raise DatasetError(
                f"{self.dataset.name} names no page of the index that answers: leave out --remove-gold."
            )
        self.watcher.asking(len(questions))
        both = [self._asked_twice(question, gold[question.id]) for question in questions]
        return [with_gold for with_gold, _ in both], [without for _, without in both]

    def _asked_twice(self, labelled: Labelled, gold: Collection[str]) -> tuple[Outcome, Outcome]:
        found, outcome = self._asked(replace(labelled, answerable=True))
        start = perf_counter()
        others = self.asker.without_pages(found, gold)
        return outcome, self._outcome(replace(labelled, answerable=False), others, start)

    def _asked(self, labelled: Labelled) -> tuple[Found, Outcome]:
        start = perf_counter()
        found = self.asker.find(asked(labelled))
        outcome = self._outcome(labelled, found, start)
        self.watcher.asked()
        return found, outcome

    def _outcome(self, labelled: Labelled, found: Found, start: float) -> Outcome:
        answer = self.asker.answer(found)
        return Outcome(
            question=labelled,
            pages=[self.ids[hit.passage.page_url] for hit in found.hits],
            answer=answer.markdown,
            language=answer.language,
            status=answer.status.value,
            answered=answer.status is not Status.UNANSWERED,
            confidence=answer.confidence,
            milliseconds=(perf_counter() - start) * 1000,
        )


def _gold_removal(dataset: Dataset, removed: Sequence[Outcome]) -> GoldRemoval:
    fewest = min(len(outcome.pages) for outcome in removed)
    return GoldRemoval(len(removed), len(dataset.questions) - len(removed), fewest)
