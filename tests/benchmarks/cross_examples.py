"""Labelled questions with the windows of text that a cross-encoder reads: what answers best without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.evaluation.dataset import Question as Labelled
from index.evaluation.dataset import open_dataset
from index.evaluation.metrics import contains_answer
from service.answerers.reading import Choice, reading
from service.ask import Asker
from service.evaluate import asked, page_ids, prepared
from service.found import Found
from service.wiring import Workspace
from tests.benchmarks.evaluation_sets import EvaluationSet

WINDOWS = 12
"""Windows of a question, at most."""


@dataclass(frozen=True, slots=True)
class Window:
    """What may be quoted, with what stands before it, under its page's title.

    `score` is how well it answers without a cross-encoder; `answers` says whether it holds a gold answer of a
    page that answers, `gold` whether it stands on such a page.
    """

    text: str
    score: float
    answers: bool
    gold: bool


@dataclass(frozen=True, slots=True)
class CrossExample:
    """One question, its windows, best first, and how sure the service is that they answer."""

    question: str
    windows: tuple[Window, ...]
    answerable: bool
    held_out: bool
    confidence: float


def examples(workspace: Workspace, data: Path, which: EvaluationSet) -> Iterator[CrossExample]:
    """The questions of one set that have a label and windows."""
    dataset = open_dataset(data / which.folder, which.queries, which.qrels)
    asker, _ = prepared(workspace, dataset)
    ids = page_ids(asker.generation(), dataset)
    for labelled in dataset.questions:
        gold = {page for page, grade in dataset.qrels.get(labelled.id, {}).items() if grade > 0}
        found = asker.find(asked(labelled))
        windows = _windows(asker, found, labelled, {url for url, page in ids.items() if page in gold})
        if gold and windows:
            held_out = which.half(labelled.id, gold) if which.half else True
            answerable = labelled.answerable is not False
            yield CrossExample(labelled.text, windows, answerable, held_out, found.confidence)


def _windows(asker: Asker, found: Found, labelled: Labelled, gold: set[str]) -> tuple[Window, ...]:
    choices = reading(asker.embedders, found).choices
    best = sorted(range(len(choices)), key=lambda at: -choices[at].score)[:WINDOWS]
    return tuple(_window(choices, at, labelled, gold) for at in best)


def _window(choices: tuple[Choice, ...], at: int, labelled: Labelled, gold: set[str]) -> Window:
    choice = choices[at]
    passage = choice.hit.passage
    before = choices[at - 1] if at and choices[at - 1].hit is choice.hit else None
    text = f"{before.candidate.text} {choice.candidate.text}" if before else choice.candidate.text
    on_gold = passage.page_url in gold
    holds = any(contains_answer(choice.candidate.text, each, passage.language) for each in labelled.answers)
    answers = on_gold and holds and labelled.answerable is not False
    return Window(f"{passage.title}. {text}", choice.score, answers, on_gold)
