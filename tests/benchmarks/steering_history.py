"""What the questions before a question are worth: MTRAG's last turns alone, with their history, rewritten."""

from collections.abc import Mapping, Sequence

from index.evaluation.dataset import Question as Labelled
from service.questions.question import MAX_CHARACTERS, Question
from tests.benchmarks.steering_set import Sets, SteeredSet, plain
from tests.benchmarks.steering_tables import HEAD, rows, table

TURN = "<::>"
"""Stands between the conversation and the turn in a question's id."""


def measured(sets: Sets) -> str:
    """The table: all questions and the held-out ones, each also without first turns."""
    alone = sets.opened("mtrag-lastturn")
    rewritten = sets.opened("mtrag-rewrite")
    asked = [each for each in alone.questions if each.id in {other.id for other in rewritten.questions}]
    human = {each.id: plain(each) for each in rewritten.questions}
    before = earlier(alone.dataset.questions)
    variants = {
        "alone": alone.ranks({each.id: plain(each) for each in asked}),
        "with history": alone.ranks({each.id: _with(each, before[each.id]) for each in asked}),
        "rewritten by hand": rewritten.ranks({each.id: human[each.id] for each in asked}),
    }
    parts = _parts(alone, [each.id for each in asked])
    return table(HEAD, [line for title, ids in parts.items() for line in rows(title, variants, ids)])


def earlier(questions: Sequence[Labelled]) -> dict[str, tuple[str, ...]]:
    """The questions of the same conversation before each question, by its id, oldest first."""
    ordered = sorted(questions, key=lambda each: place(each.id))
    return {
        each.id: tuple(
            other.text
            for other in ordered
            if place(other.id)[0] == place(each.id)[0] and place(other.id) < place(each.id)
        )
        for each in questions
    }


def place(id: str) -> tuple[str, int]:
    """The conversation of a question, and which turn of it the question is."""
    conversation, _, turn = id.partition(TURN)
    return conversation, int(turn)


def _with(question: Labelled, before: Sequence[str]) -> Question:
    return Question.checked(question.text[:MAX_CHARACTERS], history=before)


def _parts(which: SteeredSet, ids: Sequence[str]) -> Mapping[str, list[str]]:
    halves = {
        "tuning half": [id for id in ids if not which.held_out(id)],
        "held out": [id for id in ids if which.held_out(id)],
    }
    later = {f"{title}, turns > 1": [id for id in half if place(id)[1] > 1] for title, half in halves.items()}
    return {"all": list(ids), **halves, **later}
