"""Ask the questions of one set, as users do, and keep what retrieval found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from index.evaluation.dataset import Dataset, Question, open_dataset
from index.evaluation.metrics import Latency, latency
from index.evaluation.ranking_metrics import Ranks, rank_values
from index.stage import Stage
from index.store import Generation
from service.ask import Asker
from service.evaluate import Watcher, asked, page_ids, prepared
from service.wiring import Workspace
from tests.benchmarks.evaluation_sets import EvaluationSet


@dataclass(frozen=True, slots=True)
class Found:
    """What one question found: the ids of its pages, best first, the language it was taken for, its time."""

    pages: tuple[str, ...]
    language: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """The share of questions whose language was told right, and among how many it had to be chosen."""

    accuracy: float
    choices: int


@dataclass(frozen=True, slots=True)
class Run:
    """One set asked: the measures of each question, and the questions that are held out (ids).

    `held_out` is None where the set has no halves, `language` where it does not say the questions' language.
    `models` are the identities of the embedders that were used.
    """

    ranks: Mapping[str, Ranks]
    held_out: frozenset[str] | None
    latency: Latency
    language: LanguageFigures | None
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How sets are asked: the first `limit` questions of each, all if None, without some stages."""

    limit: int | None = None
    without: frozenset[Stage] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether the figures are those of the service on the whole set."""
        return self.limit is None and not self.without


def run(workspace: Workspace, data: Path, which: EvaluationSet, options: Options, watcher: Watcher) -> Run:
    """Ask the questions of a set that have an answer and a label. Raises DatasetError."""
    dataset = open_dataset(data / which.folder, which.queries, which.qrels)
    asker, _ = prepared(workspace, dataset, watcher)
    asker.without = options.without
    questions = tuple(islice(_rankable(dataset), options.limit))
    found = _ask(asker, dataset, questions, watcher)
    gold = {question.id: dataset.qrels[question.id] for question in questions}
    ranks = rank_values(gold, {id: each.pages for id, each in found.items()})
    return Run(
        ranks=ranks,
        held_out=_held_out(which, gold),
        latency=latency([each.milliseconds for each in found.values()]),
        language=_language(questions, found, _spoken(asker)),
        models=_models(asker.generation()),
    )


def _rankable(dataset: Dataset) -> list[Question]:
    """The questions that a ranking can be right or wrong for."""
    return [
        question
        for question in dataset.questions
        if question.answerable is not False and any(dataset.qrels.get(question.id, {}).values())
    ]


def _ask(
    asker: Asker, dataset: Dataset, questions: Collection[Question], watcher: Watcher
) -> dict[str, Found]:
    """What each question finds, by its id; models are loaded before the clock runs."""
    asker.warm_up()
    ids = page_ids(asker.generation(), dataset)
    watcher.asking(len(questions))
    return {question.id: _find(asker, question, ids, watcher) for question in questions}


def _find(asker: Asker, question: Question, ids: Mapping[str, str], watcher: Watcher) -> Found:
    start = perf_counter()
    found = asker.find(asked(question))
    milliseconds = (perf_counter() - start) * 1000
    watcher.asked()
    pages = tuple(ids[hit.passage.page_url] for hit in found.hits)
    return Found(pages, found.query.language, milliseconds)


def _held_out(which: EvaluationSet, gold: Mapping[str, Collection[str]]) -> frozenset[str] | None:
    if which.half is None:
        return None
    return frozenset(question for question, pages in gold.items() if which.half(question, pages))


def _spoken(asker: Asker) -> int:
    """How many languages a question may be in."""
    return len({*asker.generation().info.pages, *asker.languages})


def _language(
    questions: Collection[Question], found: Mapping[str, Found], choices: int
) -> LanguageFigures | None:
    told = [found[each.id].language == each.language for each in questions if each.language]
    return LanguageFigures(sum(told) / len(told), choices) if told else None


def _models(generation: Generation) -> tuple[str, ...]:
    by_language = generation.info.embedders.values()
    return tuple(sorted({identity for identities in by_language for identity in identities}))
