"""What the documentation says of each of two things that are compared."""

from index.terms import telling
from service.answerers.reading import Choice, Reading


def of_both(reading: Reading, things: tuple[str, ...]) -> list[Choice]:
    """The best choice for each thing, once where one tells of both; [] where one of them is nowhere."""
    language = reading.found.query.language
    chosen = [_best(reading, set(telling(language, thing)), language) for thing in things]
    if not all(chosen):
        return []
    return list(dict.fromkeys(choice for choice in chosen if choice))


def _best(reading: Reading, stems: set[str], language: str) -> Choice | None:
    def has(choice: Choice) -> bool:
        text = f"{' '.join(choice.hit.passage.heading_path)} {choice.candidate.text}"
        return stems <= set(telling(language, text))

    return max(filter(has, reading.choices), key=lambda choice: choice.score, default=None)
