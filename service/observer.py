"""Who is told of each answer that goes out: the log of questions, the figures, the request in hand."""

from typing import Protocol

from service.answer import Answer
from service.questions.question import Question
from service.single_flight import Came


class Observer(Protocol):
    """Is told of each answer that goes out through a door."""

    def answered(self, question: Question, answer: Answer, came: Came, milliseconds: float) -> None:
        """A question was answered, in so long. It must return at once, and may not raise."""
