"""How good answers and confidence were on labelled questions, and all figures of a set together."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

import numpy as np
from sklearn.metrics import (  # type: ignore[import-untyped] # it ships no types
    accuracy_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from index.bootstrap import Interval, bootstrap_interval
from index.dataset import Qrels, Question
from index.ranking_metrics import RetrievalFigures, retrieval

ARTICLES = {
    "en": frozenset({"a", "an", "the"}),
    "pt": frozenset({"o", "a", "os", "as", "um", "uma", "uns", "umas"}),
    "es": frozenset({"el", "la", "los", "las", "un", "una", "unos", "unas"}),
}

_CITATION = re.compile(r"\[\d+\]")
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_MARKS = str.maketrans(">|", "  ", "*_`#~\\[]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled question.

    `pages` are the ids (as in the qrels) of the pages found, best first; a repeated one counts where it is
    first. `answer` is the direct answer's markdown. `answered` is False where the docs were said not to tell;
    `answer` then counts as empty. `confidence` is the probability that they do, `milliseconds` what it took.
    """

    question: Question
    pages: Sequence[str]
    answer: str
    answered: bool
    confidence: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How right the direct answers were; a question left unanswered counts as wrong.

    `contains` is the share of the `with_gold` questions whose answer contains a gold answer, with its 95 %
    interval; `token_f1` the mean over them of the best token F1. `right_words` is the share of the
    `with_words` questions whose answer has all the words that it must, `right_words_where_answered` the share
    of those that got an answer. `mean_words` is the length of the answers given, in words. None where
    there is nothing to average.
    """

    with_gold: int
    contains: float | None
    contains_interval: Interval | None
    token_f1: float | None
    with_words: int
    right_words: float | None
    right_words_where_answered: float | None
    mean_words: float | None


@dataclass(frozen=True, slots=True)
class AbstentionFigures:
    """How well the unanswerable was told, over the questions that the set calls answerable or not.

    `auroc` is that of confidence for being answerable. `precision` and `recall` are those of "unanswered".
    None where they are not defined: questions of one kind only, nothing left unanswered.
    """

    questions: int
    unanswerable: int
    left_unanswered: int
    auroc: float | None
    accuracy: float
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a question: the median and the 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured on a set of questions; None where the labels for it are missing.

    `retrieval` is over all questions that have relevant pages, `retrieval_answerable` over those of them that
    are said to be answerable.
    """

    questions: int
    retrieval: RetrievalFigures | None
    retrieval_answerable: RetrievalFigures | None
    answers: AnswerFigures
    abstention: AbstentionFigures | None
    latency: Latency

    def to_dict(self) -> dict[str, object]:
        """The same as plain dictionaries, lists, numbers and None, ready for JSON."""
        return asdict(self)


def figures(outcomes: Sequence[Outcome], qrels: Qrels) -> Figures:
    """Everything about these outcomes (at least one)."""
    run = {outcome.question.id: outcome.pages for outcome in outcomes}
    answerable = {outcome.question.id for outcome in outcomes if outcome.question.answerable}
    return Figures(
        questions=len(outcomes),
        retrieval=retrieval({id: qrels[id] for id in run if id in qrels}, run),
        retrieval_answerable=retrieval({id: qrels[id] for id in answerable if id in qrels}, run),
        answers=answer_figures(outcomes),
        abstention=abstention_figures(outcomes),
        latency=latency([outcome.milliseconds for outcome in outcomes]),
    )


def answer_figures(outcomes: Sequence[Outcome]) -> AnswerFigures:
    """The answers against the gold answers and the words that they must contain."""
    gold = [outcome for outcome in outcomes if outcome.question.answers]
    worded = [outcome for outcome in outcomes if outcome.question.must_contain]
    right = [
        (outcome.answered, has_words(_given(outcome), outcome.question.must_contain)) for outcome in worded
    ]
    contains = [_best(contains_answer, outcome) for outcome in gold]
    return AnswerFigures(
        with_gold=len(gold),
        contains=_mean(contains),
        contains_interval=bootstrap_interval(contains) if contains else None,
        token_f1=_mean([_best(token_f1, outcome) for outcome in gold]),
        with_words=len(worded),
        right_words=_mean([good for _, good in right]),
        right_words_where_answered=_mean([good for answered, good in right if answered]),
        mean_words=_mean([len(plain(outcome.answer).split()) for outcome in outcomes if outcome.answered]),
    )


def abstention_figures(outcomes: Sequence[Outcome]) -> AbstentionFigures | None:
    """Answered or not, against answerable or not; None where no question is labelled so."""
    labelled = [outcome for outcome in outcomes if outcome.question.answerable is not None]
    if not labelled:
        return None
    unanswerable = [not outcome.question.answerable for outcome in labelled]
    unanswered = [not outcome.answered for outcome in labelled]
    doubts = [-outcome.confidence for outcome in labelled]
    return AbstentionFigures(
        questions=len(labelled),
        unanswerable=sum(unanswerable),
        left_unanswered=sum(unanswered),
        auroc=float(roc_auc_score(unanswerable, doubts)) if len(set(unanswerable)) == 2 else None,
        accuracy=float(accuracy_score(unanswerable, unanswered)),
        precision=float(precision_score(unanswerable, unanswered)) if any(unanswered) else None,
        recall=float(recall_score(unanswerable, unanswered)) if any(unanswerable) else None,
    )


def latency(milliseconds: Sequence[float]) -> Latency:
    """Percentiles of at least one measurement."""
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return Latency(float(p50), float(p95))


def contains_answer(answer: str, gold: str, language: str) -> float:
    """1 where the answer contains the gold answer, word for word once both are normalised; else 0."""
    wanted = " ".join(normalised(gold, language))
    return float(bool(wanted) and f" {wanted} " in f" {' '.join(normalised(answer, language))} ")


def token_f1(answer: str, gold: str, language: str) -> float:
    """SQuAD's F1 between the bags of normalised words (Rajpurkar et al. 2016, SQuAD)."""
    given, wanted = Counter(normalised(answer, language)), Counter(normalised(gold, language))
    if not given or not wanted:
        return float(given == wanted)
    return 2 * (given & wanted).total() / (given.total() + wanted.total())


def has_words(answer: str, words: Sequence[str]) -> bool:
    """Whether each of the words or phrases is in the answer, regardless of case, markdown and white space."""
    folded = _folded(answer)
    return all(_folded(word) in folded for word in words)


def normalised(text: str, language: str) -> list[str]:
    """The words to compare: lower case, without punctuation and the language's articles, accents kept.

    SQuAD's normalisation (Rajpurkar et al. 2016), with Unicode punctuation and other languages' articles as
    in MLQA (Lewis et al. 2020). A text of articles alone keeps them.
    """
    words = "".join(letter for letter in plain(text).lower() if not _is_punctuation(letter)).split()
    return [word for word in words if word not in ARTICLES.get(language, ())] or words


def plain(markdown: str) -> str:
    """The text without tags, citations, link targets and the characters that markdown marks text with."""
    text = _TAG.sub(" ", _LINK_TARGET.sub("]", markdown))
    return _CITATION.sub(" ", text).translate(_MARKS)


def _best(measure: Callable[[str, str, str], float], outcome: Outcome) -> float:
    """The measure against the gold answer that it favours."""
    question = outcome.question
    return max(measure(_given(outcome), gold, question.language) for gold in question.answers)


def _given(outcome: Outcome) -> str:
    return outcome.answer if outcome.answered else ""


def _folded(text: str) -> str:
    return " ".join(plain(text).casefold().split())


def _is_punctuation(letter: str) -> bool:
    return letter in string.punctuation or unicodedata.category(letter).startswith("P")


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
