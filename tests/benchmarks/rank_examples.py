"""Labelled questions with the features of the passages that were found for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.evaluation.dataset import Question as Labelled
from index.evaluation.dataset import open_dataset
from index.fusion import min_max
from index.hit import Hit
from index.ranker import RankFeatures
from index.rerank import rank_features
from index.store import Scored
from index.way import Way, way
from service.ask import Asker
from service.evaluate import page_ids, prepared
from service.found import Found
from service.questions.question import MAX_CHARACTERS, Question
from service.wiring import Workspace
from tests.benchmarks.evaluation_sets import EvaluationSet


@dataclass(frozen=True, slots=True)
class RankExample:
    """One question: the features of the passages that were read token by token, and which of them answer it.

    `gold` is how many passages of the corpus do; `held_out` says on which side of its set the question is.
    """

    way: Way
    features: tuple[RankFeatures, ...]
    answers: tuple[bool, ...]
    gold: int
    held_out: bool


def examples(workspace: Workspace, data: Path, which: EvaluationSet) -> Iterator[RankExample]:
    """The examples of one set: all questions that have an answer and a label."""
    dataset = open_dataset(data / which.folder, which.queries, which.qrels)
    asker, _ = prepared(workspace, dataset)
    ids = page_ids(asker.generation(), dataset)
    for labelled in dataset.questions:
        gold = {page for page, grade in dataset.qrels.get(labelled.id, {}).items() if grade > 0}
        if gold and labelled.answerable is not False:
            held_out = which.half(labelled.id, gold) if which.half else True
            yield from _example(_found(asker, labelled), ids, gold, held_out)


def _found(asker: Asker, labelled: Labelled) -> Found:
    return asker.find(Question(labelled.text[:MAX_CHARACTERS], language=labelled.language or "en"))


def _example(found: Found, ids: Mapping[str, str], gold: set[str], held_out: bool) -> Iterator[RankExample]:
    """The passages in the language of those that answer; nothing where none of these was found."""
    across = [hit.passage.language != found.query.language for hit in found.hits]
    for side in (False, True):
        hits = [hit for hit, other in zip(found.hits, across, strict=True) if other is side]
        read = _features(hits)
        answers = tuple(ids[hit.passage.page_url] in gold for hit in hits if hit.number in read)
        if any(answers):
            how = way(hits[0].evidence.embedder, across=side)
            features = tuple(read[hit.number] for hit in hits if hit.number in read)
            yield RankExample(how, features, answers, len(gold), held_out)


def _features(hits: Sequence[Hit]) -> dict[int, RankFeatures]:
    dense = {hit.number: hit.evidence.dense for hit in hits}
    lexical = {hit.number: hit.evidence.lexical for hit in hits}
    late = {hit.number: hit.evidence.late for hit in hits if hit.evidence.late is not None}
    return rank_features(_normalised(dense), _normalised(lexical), late)


def _normalised(scores: Mapping[int, float | None]) -> dict[int, float]:
    return min_max([Scored(number, score) for number, score in scores.items() if score is not None])
