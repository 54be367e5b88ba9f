"""Fit the coefficients of `index/confidence.py`: python -m tests.benchmarks.train_confidence DATA

Answerable questions are asked twice: as they are, and with the passages that answer them struck from what
was found. Questions that a set calls unanswerable count as such, and so do the questions of another set.
Half of the articles train, the other half is held out; the figures printed are the held-out ones.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped] # it ships no types
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

from index.confidence import COEFFICIENTS, Features, Thresholds, features, found_by
from index.confidence import Logistic as Fitted
from index.evaluation.calibration import calibration_error, reliability
from index.evaluation.dataset import Dataset, open_dataset
from index.hit import Hit
from index.way import Way
from service.ask import Asker
from service.evaluate import prepared
from service.found import Found
from service.questions.question import MAX_CHARACTERS, Question
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.halves import by_article


@dataclass(frozen=True, slots=True)
class Source:
    """Questions (`asked`: set and file) about the corpus of the set `corpus`; no `qrels` for foreign ones.

    `strike` says that they are asked again without their answers. Where several passages answer, as in
    MTRAG, striking those that are labelled proves nothing.
    """

    corpus: str
    asked: tuple[str, str]
    qrels: str = ""
    strike: bool = True

    @property
    def name(self) -> str:
        """For the report."""
        return f"{'/'.join(self.asked)} of {self.corpus} {self.qrels}".rstrip()


SOURCES = (
    Source("squad2", ("squad2", "queries.jsonl"), "qrels.tsv"),
    Source("xquad", ("xquad", "queries-en.jsonl"), "qrels-en-en.tsv"),
    Source("mtrag-cloud", ("mtrag-cloud", "queries-rewrite.jsonl"), "qrels.tsv", strike=False),
    Source("mtrag-cloud", ("aws-dev", "queries.jsonl")),
    Source("mtrag-cloud", ("squad2", "queries.jsonl")),
    Source("xquad", ("xquad", "queries-es.jsonl"), "qrels-es-es.tsv"),
    Source("faquad", ("faquad", "queries.jsonl"), "qrels.tsv"),
    Source("pira-validation", ("pira-validation", "queries-pt.jsonl"), "qrels.tsv"),
    Source("pira-validation", ("faquad", "queries.jsonl")),
    Source("faquad", ("pira-validation", "queries-pt.jsonl")),
    Source("xquad", ("xquad", "queries-es.jsonl"), "qrels-es-en.tsv"),
    Source("xquad", ("faquad", "queries.jsonl")),
    Source("xquad", ("pira-validation", "queries-pt.jsonl")),
)
"""Every way of searching gets questions with an answer, with the answer struck, and of another subject."""

MOST = 400
"""Questions of one source: more make no difference to so few coefficients."""

ANSWERABLE = 0.75
"""The share of questions that a documentation is taken to answer: what probabilities are calibrated to."""

EVEN = 0.5
"""The probability at which a question is as likely to have an answer as not."""

SIGNS = (1, 1, 1, 1, -1, 1, 1, 1)
"""Whether a feature speaks for an answer or against it, in the order of `Features`."""

BY_MEANING = dict.fromkeys(("cosine", "standout", "sentence", "exact", "weakest"), 0.0)
"""The features that an embedder decides."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question asked: what was found, whether an answer was there, and its side of the split."""

    way: Way
    features: Features
    answerable: bool
    held_out: bool
    source: str


def examples(workspace: Workspace, data: Path) -> Iterator[Example]:
    """The examples of all sources, each data set indexed once."""
    for source in SOURCES:
        asked = open_dataset(data / source.asked[0], source.asked[1], source.qrels or None)
        corpus = asked if source.qrels else _corpus(data, source)
        asker, _ = prepared(workspace, corpus)
        yield from _of_source(asker, source, asked)


def _corpus(data: Path, source: Source) -> Dataset:
    """The data set that questions of another one are asked of, as its own questions open it."""
    own = [each for each in SOURCES if each.corpus == each.asked[0] == source.corpus]
    return open_dataset(data / source.corpus, own[-1].asked[1], own[-1].qrels)


def _of_source(asker: Asker, source: Source, asked: Dataset) -> Iterator[Example]:
    every = max(1, len(asked.questions) // MOST)
    for labelled in asked.questions[::every]:
        found = asker.find(Question(labelled.text[:MAX_CHARACTERS], language=labelled.language or "en"))
        gold = set(asked.qrels.get(labelled.id, {}))
        hits = [hit for hit in found.hits if hit.passage.language == found.query.language] or list(found.hits)
        answerable = bool(source.qrels) and labelled.answerable is not False
        held_out = by_article(labelled.id, gold)
        yield _example(found, hits, answerable, held_out, source)
        if answerable and source.strike:
            without = [hit for hit in hits if hit.passage.page_url not in gold]
            yield _example(found, without, False, held_out, source)


def _example(found: Found, hits: Sequence[Hit], answerable: bool, held_out: bool, source: Source) -> Example:
    weights = found.generation.term_weights(found.query.language, found.query.text)
    how = found_by(hits, found.query.language)
    seen = features(found.query.text, found.query.language, weights, hits)
    return Example(how, seen, answerable, held_out, source.name)


def fit(found: Sequence[Example]) -> Fitted:
    """Coefficients for raw features, calibrated to the share of answerable questions.

    A feature that comes out with the wrong sign only echoes another one: it gets no weight.
    """
    matrix, labels = _matrix(found)
    used = [at for at in range(len(SIGNS)) if matrix[:, at].any()]
    while True:
        weights, intercept = _coefficients(matrix[:, used], labels)
        wrong = [at for at, weight in zip(used, weights, strict=True) if weight * SIGNS[at] < 0]
        if not wrong:
            break
        used = [at for at in used if at not in wrong]
    by_feature = dict(zip(used, weights, strict=True))
    return Fitted(tuple(round(by_feature.get(at, 0.0), 4) for at in range(len(SIGNS))), round(intercept, 4))


def _coefficients(matrix: Matrix, labels: NDArray[np.bool_]) -> tuple[list[float], float]:
    scaler = StandardScaler().fit(matrix)
    shares = {True: ANSWERABLE / labels.mean(), False: (1 - ANSWERABLE) / (1 - labels.mean())}
    model = LogisticRegression(class_weight=shares).fit(scaler.transform(matrix), labels)
    weights = model.coef_[0] / scaler.scale_
    return weights.tolist(), float(model.intercept_[0] - weights @ scaler.mean_)


def _of_way(found: Sequence[Example], how: Way) -> list[Example]:
    """Its examples; of words, those of every way in the question's own language, with no cosine to go by."""
    if how is not Way.WORDS:
        return [example for example in found if example.way is how]
    return [
        replace(example, features=replace(example.features, **BY_MEANING))
        for example in found
        if example.way is not Way.E5_ACROSS
    ]


def _matrix(found: Sequence[Example]) -> tuple[Matrix, NDArray[np.bool_]]:
    rows = [astuple(example.features) for example in found]
    return np.array(rows), np.array([example.answerable for example in found])


def _report(found: Sequence[Example], fitted: Fitted) -> None:
    for source in sorted({example.source for example in found}):
        matrix, labels = _matrix([each for each in found if each.source == source])
        logits = matrix @ np.array(fitted.weights) + fitted.intercept
        answered = logits >= 0
        figures = [f"n {len(labels)}"]
        if labels.any():
            figures.append(f"answerable answered {answered[labels].mean():.3f}")
        if not labels.all():
            figures.append(f"unanswerable left unanswered {1 - answered[~labels].mean():.3f}")
        if 0 < labels.mean() < 1:
            figures.append(f"AUROC {roc_auc_score(labels, logits):.3f}")
        print(f"  held out, {source}: {', '.join(figures)}")


Judged = tuple[float, bool]
"""The probability that an example was given, and whether an answer was there."""


def _as_asked(judged: Sequence[Judged]) -> list[Judged]:
    """The examples without some unanswerable ones, evenly, so that the share is as `ANSWERABLE` has it."""
    answerable = [each for each in judged if each[1]]
    others = [each for each in judged if not each[1]]
    kept = round(len(answerable) * (1 - ANSWERABLE) / ANSWERABLE)
    places = np.linspace(0, len(others) - 1, min(kept, len(others))).astype(int)
    return [*answerable, *(others[place] for place in places)]


def limits(found: Sequence[Judged]) -> Thresholds:
    """Where to answer: `found` are probabilities of held-out examples, with whether an answer was there.

    A question is answered if it is likelier than not to have an answer though the model errs by as much as it
    does on average, and left unanswered if it is not though it errs that much; what lies between may be
    answered in part.
    """
    probabilities, answerable = zip(*found, strict=True)
    error = calibration_error(reliability(probabilities, answerable))
    return Thresholds(answered=round(EVEN + error, 3), partial=round(EVEN - error, 3))


def main(data: Path, installation: Path) -> None:
    """Fit, report, and write coefficients and thresholds."""
    found = list(examples(Workspace(Settings(data=installation)), data))
    models, judged = {}, []
    for how in Way:
        mine = _of_way(found, how)
        fitted = fit([example for example in mine if not example.held_out])
        models[how.value] = asdict(fitted)
        held_out = [example for example in mine if example.held_out]
        judged += [(fitted.probability(each.features), each.answerable) for each in held_out]
        print(how.value, fitted)
        _report(held_out, fitted)
    chosen = limits(_as_asked(judged))
    print(f"expected calibration error on {len(judged)} held-out: {chosen.answered - EVEN:.3f}; {chosen}")
    entries = {"thresholds": asdict(chosen), "models": models}
    COEFFICIENTS.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Settings().data)
