"""Measure whether one sentence answers, and whether confidence tells that none does:
python -m tests.benchmarks.answerable DATA [SET ...]

Questions are asked through the code that serves users. Those with an answer are asked again with the passages
that hold it struck from what was found. Only articles that no model was fitted on count.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped] # it ships no types

from index.evaluation.dataset import Question as Labelled
from index.evaluation.dataset import open_dataset
from index.evaluation.metrics import contains_answer
from service.answerers.extractive import ExtractiveAnswerer
from service.evaluate import asked, page_ids, prepared
from service.found import Found
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.evaluation_sets import EvaluationSet, named
from tests.benchmarks.halves import by_article

SETS = ["squad2", "xquad-en", "xquad-es", "faquad"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: how sure the service was of an answer, with the passages that hold one and, where it has
    one, without them; and whether its best sentence contains it.
    """

    answerable: bool
    sure: float
    sure_without: float
    contained: bool


def ask_all(workspace: Workspace, data: Path, which: EvaluationSet) -> Iterator[Asked]:
    """Ask the held-out questions of a set."""
    dataset = open_dataset(data / which.folder, which.queries, which.qrels)
    asker, _ = prepared(workspace, dataset)
    answerer = ExtractiveAnswerer(asker.embedders, longest=0)
    ids = page_ids(asker.generation(), dataset)
    for labelled in dataset.questions:
        gold = set(dataset.qrels.get(labelled.id, {}))
        if gold and by_article(labelled.id, gold):
            found = asker.find(asked(labelled))
            others = asker.without_pages(found, {url for url, page in ids.items() if page in gold})
            yield Asked(
                labelled.answerable is not False,
                found.confidence,
                others.confidence,
                _contained(answerer, found, labelled),
            )


def _contained(answerer: ExtractiveAnswerer, found: Found, labelled: Labelled) -> bool:
    quotations = answerer.quotations(found)
    said = " ".join(quotation.shown for quotation in quotations)
    return any(contains_answer(said, answer, found.query.language) for answer in labelled.answers)


def report(name: str, found: Sequence[Asked]) -> str:
    """One line of figures."""
    answerable = [each for each in found if each.answerable]
    struck = roc_auc_score(
        [True] * len(answerable) + [False] * len(answerable),
        [each.sure for each in answerable] + [each.sure_without for each in answerable],
    )
    contained = sum(each.contained for each in answerable) / len(answerable)
    line = f"{name}: n {len(answerable)}, one sentence contains the answer {contained:.3f}"
    line += f", AUROC without the passages that answer {struck:.3f}"
    if len(answerable) == len(found):
        return line
    own = roc_auc_score([each.answerable for each in found], [each.sure for each in found])
    return f"{line}, AUROC of the set's own {len(found) - len(answerable)} unanswerable {own:.3f}"


def main(data: Path, names: list[str]) -> None:
    """Measure and print."""
    workspace = Workspace(Settings())
    for which in named(names or SETS):
        print(report(which.title, list(ask_all(workspace, data, which))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
