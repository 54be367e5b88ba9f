"""What to do about an error that is asked about."""

from service.answerers.reading import Choice, Reading
from service.questions.shape import literals
from service.quotation import Quotation

LITERAL = 0.3
"""What a choice gains whose passage has the error's message or code to the letter."""


def fix(reading: Reading, longest: int) -> list[Quotation]:
    """The best choice that stands with the error to the letter, else the best one, with what follows it."""
    messages = [message.casefold() for message in literals(reading.found.question.text)]

    def score(choice: Choice) -> float:
        text = choice.hit.passage.in_context.casefold()
        return choice.score + LITERAL * any(message in text for message in messages)

    best = max(reading.choices, key=score)
    if _only_names(best, messages):
        others = [
            each for each in reading.choices if each.hit is best.hit and not _only_names(each, messages)
        ]
        best = max(others, key=score, default=best)
    return [reading.quoted(best, longest)]


def _only_names(choice: Choice, messages: list[str]) -> bool:
    """Whether the words of the choice are the message itself: that is no fix."""
    said = choice.candidate.text.casefold().strip(' .`"')
    return any(message.strip(" .") == said for message in messages)
