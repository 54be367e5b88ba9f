"""How right the direct answers were on labelled questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from index.evaluation.bootstrap import Interval, bootstrap_interval
from index.evaluation.metrics import contains_answer, content_recall, has_words, plain, polarity, token_f1
from index.evaluation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class YesNoFigures:
    """How often answers said yes and no where they should, by their first word.

    `questions` are labelled yes or no, `yes` of them yes. `accuracy` is the share of them that got that word,
    with its 95 % interval, `wrong` the share that got the other one; the rest got neither. `others_told` is
    the share of the `others`, labelled "none", that got one of the two.
    """

    questions: int
    yes: int
    accuracy: float | None
    accuracy_interval: Interval | None
    wrong: float | None
    others: int
    others_told: float | None


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How right the direct answers were; a question left unanswered counts as wrong.

    `contains` is the share of the `with_gold` questions whose answer contains a gold answer; `token_f1` the
    mean over them of the best token F1, `overlap` that of the best share of a gold answer's content words
    that the answer has; each with its 95 % interval. `right_words` is the share of the `with_words` questions
    whose answer has all the words that it must, `right_words_where_answered` the share of those that got an
    answer. `mean_words` is the length of the answers given, in words. None where there is nothing to average.
    """

    with_gold: int
    contains: float | None
    contains_interval: Interval | None
    token_f1: float | None
    token_f1_interval: Interval | None
    overlap: float | None
    overlap_interval: Interval | None
    with_words: int
    right_words: float | None
    right_words_where_answered: float | None
    mean_words: float | None
    yes_no: YesNoFigures | None


def answer_figures(outcomes: Sequence[Outcome]) -> AnswerFigures:
    """The answers against the gold answers, the words that they must contain, and the yes or no."""
    gold = [outcome for outcome in outcomes if outcome.question.answers]
    worded = [outcome for outcome in outcomes if outcome.question.must_contain]
    right = [
        (outcome.answered, has_words(outcome.given, outcome.question.must_contain)) for outcome in worded
    ]
    contains = [_best(contains_answer, outcome) for outcome in gold]
    f1 = [_best(token_f1, outcome) for outcome in gold]
    overlap = [_best(content_recall, outcome) for outcome in gold]
    return AnswerFigures(
        with_gold=len(gold),
        contains=_mean(contains),
        contains_interval=_interval(contains),
        token_f1=_mean(f1),
        token_f1_interval=_interval(f1),
        overlap=_mean(overlap),
        overlap_interval=_interval(overlap),
        with_words=len(worded),
        right_words=_mean([good for _, good in right]),
        right_words_where_answered=_mean([good for answered, good in right if answered]),
        mean_words=_mean([len(plain(outcome.answer).split()) for outcome in outcomes if outcome.answered]),
        yes_no=yes_no_figures(outcomes),
    )


def yes_no_figures(outcomes: Sequence[Outcome]) -> YesNoFigures | None:
    """What the answers' first words say, against the labels; None where no question is labelled so."""
    labelled = [outcome for outcome in outcomes if outcome.question.yes_no]
    if not labelled:
        return None
    told = [(polarity(outcome.given, outcome.language), outcome.question.yes_no) for outcome in labelled]
    asked = [(said, label) for said, label in told if label != "none"]
    right = [said == label for said, label in asked]
    others = [said != "none" for said, label in told if label == "none"]
    return YesNoFigures(
        questions=len(asked),
        yes=sum(label == "yes" for _, label in asked),
        accuracy=_mean(right),
        accuracy_interval=_interval(right),
        wrong=_mean([said not in {label, "none"} for said, label in asked]),
        others=len(others),
        others_told=_mean(others),
    )


def _best(measure: Callable[[str, str, str], float], outcome: Outcome) -> float:
    """The measure against the gold answer that it favours."""
    question = outcome.question
    return max(measure(outcome.given, gold, question.language) for gold in question.answers)


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _interval(values: Sequence[float]) -> Interval | None:
    return bootstrap_interval(values) if values else None
