"""What the documentation says of each of two things that are compared."""

from index.terms import telling
from ingest.languages import Asks
from service.answerers.definitions import DEFINING, defines
from service.answerers.reading import Choice, Reading
from service.phrasebook import phrases


def of_both(reading: Reading, things: tuple[str, ...]) -> list[Choice]:
    """The best choice for each thing, once where one tells of both; [] where one of them is nowhere."""
    language = reading.found.query.language
    asks = phrases(language).asks
    chosen = [_best(reading, thing, language, asks) for thing in things]
    if not all(chosen):
        return []
    return list(dict.fromkeys(choice for choice in chosen if choice))


def _best(reading: Reading, thing: str, language: str, asks: Asks) -> Choice | None:
    """The best choice that has all the words of the thing, sentences that define it first."""
    stems = set(telling(language, thing))

    def has(choice: Choice) -> bool:
        text = f"{' '.join(choice.hit.passage.heading_path)} {choice.candidate.text}"
        return stems <= set(telling(language, text))

    def score(choice: Choice) -> float:
        return choice.score + DEFINING * defines(choice.candidate.text, thing, asks)

    return max(filter(has, reading.choices), key=score, default=None)
