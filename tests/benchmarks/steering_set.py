"""A labelled set to be asked with and without what steers a search."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from index.evaluation.dataset import Dataset, open_dataset
from index.evaluation.dataset import Question as Labelled
from index.evaluation.ranking_metrics import Ranks, rank_values
from service.answer import Answer
from service.ask import Asker
from service.evaluate import Watcher, page_ids, prepared
from service.questions.question import MAX_CHARACTERS, Question
from service.wiring import Workspace
from tests.benchmarks.evaluation_sets import EvaluationSet, named


@dataclass(frozen=True, slots=True)
class SteeredSet:
    """The questions of a set that have a labelled page, and what answers them; `ids` names pages by URL."""

    which: EvaluationSet
    dataset: Dataset
    questions: tuple[Labelled, ...]
    asker: Asker
    ids: Mapping[str, str]

    @property
    def urls(self) -> dict[str, str]:
        """Each page's URL by its id."""
        return {id: url for url, id in self.ids.items()}

    def gold(self, id: str) -> frozenset[str]:
        """The pages (ids) that answer a question (its id)."""
        return self.dataset.gold(id)

    def held_out(self, id: str) -> bool:
        """Whether nothing was fitted or chosen on the question."""
        return self.which.half is None or self.which.half(id, self.gold(id))

    def ranks(self, asked: Mapping[str, Question]) -> dict[str, Ranks]:
        """The measures of questions by their ids, asked in this form."""
        return self.ranks_of({id: self.served(question) for id, question in asked.items()})

    def ranks_of(self, pages: Mapping[str, Sequence[str]]) -> dict[str, Ranks]:
        """The measures of the pages (ids) that questions found, by the questions' ids."""
        return rank_values({id: self.dataset.qrels[id] for id in pages}, pages)

    def answer(self, question: Question) -> Answer:
        """The whole answer."""
        return self.asker.ask(question)

    def about(self, answer: Answer, id: str) -> int:
        """How many of the answer's follow-ups are about a page that answers a question (its id)."""
        return sum(self.ids[each.page_url] in self.gold(id) for each in answer.follow_ups)

    def served(self, question: Question) -> list[str]:
        """The pages (ids) of what is found, best first, each once."""
        hits = self.asker.served(self.asker.find(question))
        return list(dict.fromkeys(self.ids[hit.passage.page_url] for hit in hits))


@dataclass(frozen=True, slots=True)
class Sets:
    """The labelled sets in the folder `data`, of each its first `limit` questions (None for all).

    Sets of one corpus share its index.
    """

    workspace: Workspace
    data: Path
    watcher: Watcher
    limit: int | None = None
    _askers: dict[str, Asker] = field(default_factory=dict)

    def opened(self, name: str) -> SteeredSet:
        """A set, ready to be asked."""
        (which,) = named([name])
        dataset = open_dataset(self.data / which.folder, which.queries, which.qrels)
        asker = self._asker(dataset)
        questions = tuple(islice(_rankable(dataset), self.limit))
        return SteeredSet(which, dataset, questions, asker, page_ids(asker.generation(), dataset))

    def _asker(self, dataset: Dataset) -> Asker:
        if dataset.name not in self._askers:
            asker, _ = prepared(self.workspace, dataset, self.watcher)
            asker.warm_up()
            self._askers[dataset.name] = asker
        return self._askers[dataset.name]


def _rankable(dataset: Dataset) -> Iterable[Labelled]:
    return (each for each in dataset.questions if each.answerable is not False and dataset.gold(each.id))


def plain(question: Labelled) -> Question:
    """The question as it is asked without anything that steers."""
    return Question(question.text[:MAX_CHARACTERS])
