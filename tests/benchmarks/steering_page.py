"""What the page is worth that a question is asked from: the right one, its neighbour, and a strange one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from random import Random

from index.evaluation.dataset import Question as Labelled
from service.questions.question import Question
from tests.benchmarks.steering_set import Sets, SteeredSet, plain
from tests.benchmarks.steering_tables import HEAD, rows, table

SETS = ("squad2", "xquad-en", "faquad", "aws-dev")

Group = Callable[[str], str]
"""The article or the section that a page (its id) belongs to."""


def measured(sets: Sets) -> str:
    """One line a set and place."""
    return table(HEAD, [line for name in SETS for line in _of_set(sets.opened(name))])


def _of_set(which: SteeredSet) -> list[tuple[str, ...]]:
    places = {
        each.id: asked_from(each, which.gold(each.id), list(which.ids.values())) for each in which.questions
    }
    kinds = next(iter(places.values()))
    variants = {"no page": which.ranks({each.id: plain(each) for each in which.questions})}
    variants |= {kind: which.ranks(_asked(which, kind, places)) for kind in kinds}
    return rows(which.which.title, variants, [each.id for each in which.questions])


def _asked(which: SteeredSet, kind: str, places: Mapping[str, Mapping[str, str]]) -> dict[str, Question]:
    urls = which.urls
    return {
        each.id: replace(plain(each), page=urls.get(places[each.id][kind], "")) for each in which.questions
    }


def asked_from(question: Labelled, gold: Collection[str], pages: Sequence[str]) -> dict[str, str]:
    """A page (id) of each kind to ask a question from, drawn anew by the question's id; "" for none."""
    right = min(gold)
    random = Random(question.id)  # noqa: S311 - drawn to be repeated
    wrong = [page for page in pages if page not in gold]
    near = [page for page in wrong if group(page) == group(right)]
    far = [page for page in wrong if group(page) != group(right)]
    return {
        "the page that answers": right,
        "another of its article or section": random.choice(near) if near else "",
        "one of another article or section": random.choice(far) if far else "",
    }


def group(page: str) -> str:
    """The article of a ready passage (`Normans#3`), the folder of a page (`guide/page`)."""
    article, hash_sign, _ = page.partition("#")
    return article if hash_sign else page.rpartition("/")[0]
