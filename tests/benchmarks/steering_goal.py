"""What a goal does: to the ranking for the question, to what is found for the goal, and to follow-ups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.evaluation.dataset import Question as Labelled
from service.answer import Answer
from service.questions.question import MAX_CHARACTERS, Question
from tests.benchmarks.steering_history import place
from tests.benchmarks.steering_page import group
from tests.benchmarks.steering_set import Sets, SteeredSet, plain
from tests.benchmarks.steering_tables import HEAD, change, mean, rows, table

FIRST = 10
"""Among so many first pages those are counted that answer the goal."""

Goals = Mapping[str, str]
"""The question (id) that is another one's goal, by the id of the other."""

VARIANTS = ("no goal", "with the goal")


def measured(sets: Sets) -> str:
    """Rankings on MTRAG with the next turn as the goal, follow-ups on AWS with another question's."""
    return f"{_rankings(sets.opened('mtrag-rewrite'))}\n\n{_follow_ups(sets.opened('aws-dev'))}"


def next_turns(questions: Sequence[Labelled]) -> dict[str, str]:
    """The question that follows in the same conversation."""
    ordered = sorted((each.id for each in questions), key=place)
    return {one: other for one, other in pairwise(ordered) if place(one)[0] == place(other)[0]}


def _rankings(which: SteeredSet) -> str:
    goals = next_turns(which.questions)
    texts = {each.id: each for each in which.questions}
    asked = {id: plain(texts[id]) for id in goals}
    steered = {id: replace(question, goal=texts[goals[id]].text) for id, question in asked.items()}
    found = {
        name: {id: which.served(question) for id, question in questions.items()}
        for name, questions in zip(VARIANTS, (asked, steered), strict=True)
    }
    ranked = {name: which.ranks_of(pages) for name, pages in found.items()}
    served = {name: _served(which, goals, pages) for name, pages in found.items()}
    figures = table(HEAD, rows(which.which.title, ranked, list(goals)))
    return f"{figures}\n\n{_shares(f'of the goal among the first {FIRST}', served)}"


def _served(which: SteeredSet, goals: Goals, pages: Mapping[str, Sequence[str]]) -> list[float]:
    """The share of the goal's own pages, those that answer the question left out, among the first."""
    shares = []
    for id, goal in goals.items():
        wanted = which.gold(goal) - which.gold(id)
        if wanted:
            shares.append(len(wanted & set(pages[id][:FIRST])) / len(wanted))
    return shares


def _follow_ups(which: SteeredSet) -> str:
    goals = of_one_section(which.questions, {each.id: which.gold(each.id) for each in which.questions})
    pairs = {id: _Pair.asked(which, id, goal) for id, goal in goals.items()}
    counts = {
        "no goal": [which.about(pairs[id].plain, goal) for id, goal in goals.items()],
        "with the goal": [which.about(pairs[id].steered, goal) for id, goal in goals.items()],
    }
    same = sum(each.is_one_answer for each in pairs.values())
    unchanged = f"answers that stay the same: {same} of {len(pairs)}"
    return f"{_shares('follow-ups about the goal', counts)}\n\n{unchanged}"


def of_one_section(questions: Sequence[Labelled], gold: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The next question in the set that another page of the same section answers."""
    goals: dict[str, str] = {}
    for at, each in enumerate(questions):
        others = [*questions[at + 1 :], *questions[:at]]
        wanted = (other.id for other in others if _is_near(gold[each.id], gold[other.id]))
        if goal := next(wanted, ""):
            goals[each.id] = goal
    return goals


def _is_near(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one & other and group(min(one)) == group(min(other))


@dataclass(frozen=True, slots=True)
class _Pair:
    """The answers to a question without and with a goal."""

    plain: Answer
    steered: Answer

    @classmethod
    def asked(cls, which: SteeredSet, id: str, goal: str) -> "_Pair":
        texts = {each.id: each.text[:MAX_CHARACTERS] for each in which.questions}
        return cls(which.answer(Question(texts[id])), which.answer(Question(texts[id], texts[goal])))

    @property
    def is_one_answer(self) -> bool:
        one, other = self.plain, self.steered
        return (one.status, one.markdown, one.sources) == (other.status, other.markdown, other.sources)


def _shares(title: str, shares: Mapping[str, Sequence[float]]) -> str:
    before, after = shares.values()
    head = (title, "n", *shares, "difference (p)")
    return table(head, [("mean", str(len(before)), mean(before), mean(after), change(before, after))])
