"""Confidence: the probability that the documentation answers a question, from what search found.

A logistic model over a few features of the best passage. Its coefficients, in `confidence.json`, were fitted
by `tests/benchmarks/train_confidence.py` on labelled data whose questions are asked with and without the
passage that answers them. Cosines of different embedders mean different things, so each way of searching has
coefficients of its own.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from itertools import pairwise
from math import exp
from pathlib import Path
from statistics import fmean
from typing import Any

from index.hit import Hit
from index.terms import coverage, terms
from index.way import Way, way
from ingest.sentences import spans

COEFFICIENTS = Path(__file__).with_name("confidence.json")

BACKGROUND = 10
"""A best passage stands out from so many next ones."""

_NAME = re.compile(r"(?<!^)\b(?:[A-Z]\w*|\w*\d\w*)")


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for the best passage, each about 0 to 1.

    `cosine` is its own, `standout` how far that lies above the mean of the next passages' cosines. `coverage`
    is the weighted share of the question's terms in its best sentence and headings, `proximity` the share of
    neighbouring terms that share a sentence, `names_missing` the share of the question's names and numbers
    that it lacks. `sentence`, `exact` and `weakest` are those of `LateScores`, 0 for none.
    """

    cosine: float
    standout: float
    coverage: float
    proximity: float
    names_missing: float
    sentence: float
    exact: float
    weakest: float


def features(question: str, language: str, weights: Mapping[str, float], hits: Sequence[Hit]) -> Features:
    """The features of at least one hit; `weights` are the question's terms with their document frequencies.

    A passage in another language than the question's shares no words with it: of the features of words only
    `names_missing` is kept.
    """
    best = hits[0].passage
    known = weights if best.language == language else {}
    text = f"{best.context}\n{best.text}"
    sentences = [f"{best.context} {best.text[start:end]}" for start, end in spans(best.text)] or [text]
    cosine, standout = _cosines(hits)
    late = hits[0].evidence.late
    return Features(
        cosine=cosine,
        standout=standout,
        coverage=max(coverage(known, language, sentence) for sentence in sentences),
        proximity=_proximity(list(known), language, sentences),
        names_missing=_names_missing(question, text),
        sentence=late.sentence if late else 0.0,
        exact=late.exact if late else 0.0,
        weakest=late.weakest if late else 0.0,
    )


def _cosines(hits: Sequence[Hit]) -> tuple[float, float]:
    """The best passage's cosine and how far it stands out among all that its embedder found, in any language.

    A passage that only words found has the least cosine of them.
    """
    best = hits[0].evidence
    same = [hit.evidence.dense for hit in hits if hit.evidence.embedder == best.embedder]
    cosines = sorted((cosine for cosine in same if cosine is not None), reverse=True)
    if not cosines:
        return 0.0, 0.0
    cosine = cosines[-1] if best.dense is None else best.dense
    others = cosines[1 : BACKGROUND + 1] or [cosine]
    return cosine, cosine - fmean(others)


def _proximity(stems: Sequence[str], language: str, sentences: Sequence[str]) -> float:
    pairs = list(pairwise(stems))
    if not pairs:
        return 0.0
    found = [{term.stem for term in terms(language, sentence)} for sentence in sentences]
    return sum(any(one in stem and other in stem for stem in found) for one, other in pairs) / len(pairs)


def _names_missing(question: str, text: str) -> float:
    names = {name.casefold() for name in _NAME.findall(question)}
    said = text.casefold()
    return sum(name not in said for name in names) / len(names) if names else 0.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression: one weight a feature, in the order of `Features`, and an intercept."""

    weights: tuple[float, ...]
    intercept: float

    def probability(self, found: Features) -> float:
        """In (0, 1)."""
        logit = self.intercept + sum(w * x for w, x in zip(self.weights, astuple(found), strict=True))
        return 1 / (1 + exp(-logit))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least probability at which a question counts as `answered`, and at which something is said at all:
    between them the documentation may answer in part.
    """

    answered: float
    partial: float


@cache
def fitted(path: Path = COEFFICIENTS) -> Mapping[Way, Logistic]:
    """The models, by the way of searching."""
    entries = _read(path)["models"]
    return {
        Way(name): Logistic(tuple(entry["weights"]), entry["intercept"]) for name, entry in entries.items()
    }


@cache
def thresholds(path: Path = COEFFICIENTS) -> Thresholds:
    """Where to answer, chosen with the models on the same labelled data."""
    return Thresholds(**_read(path)["thresholds"])


def _read(path: Path) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return entries


def found_by(hits: Sequence[Hit], language: str) -> Way:
    """How the best of at least one hit was found for a question in `language`."""
    return way(hits[0].evidence.embedder, across=hits[0].passage.language != language)


def confidence(question: str, language: str, weights: Mapping[str, float], hits: Sequence[Hit]) -> float:
    """The probability, in [0, 1], that the passages answer the question; 0 where there are none."""
    if not hits:
        return 0.0
    return fitted()[found_by(hits, language)].probability(features(question, language, weights, hits))
