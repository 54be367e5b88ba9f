"""The reading: what may be quoted of the best passages, each with how well it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.hit import Hit
from index.models import Embedders
from index.store import Generation
from index.terms import coverage
from ingest.block import BlockKind
from ingest.passage import Passage
from service.answerers.candidates import Candidate, candidates, without_marker
from service.answerers.nearness import nearness
from service.found import Found
from service.questions.shape import literals
from service.quotation import Quotation

ASKED = -1.0
"""The score of a question in a page: it answers nothing."""

READ, LOOKED = 5, 30
"""How many of the best passages are read for an answer, and are looked through for quoted words."""

COVERAGE_WEIGHT = 0.4
NEARNESS_WEIGHT = 1.0
PASSAGE_WEIGHT = 0.3
"""What the words in common, the nearness of meaning and the passage's own rank count for a quotation."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate, the hit whose passage holds it, and how well it answers."""

    hit: Hit
    candidate: Candidate
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What may be quoted, in reading order of the passages, which come best first."""

    found: Found
    choices: tuple[Choice, ...]

    @property
    def generation(self) -> Generation:
        """The index that was searched."""
        return self.found.generation

    def best(self) -> Choice:
        """The one that answers best; there is at least one."""
        return max(self.choices, key=lambda choice: choice.score)

    def quoted(self, choice: Choice, longest: int) -> Quotation:
        """The words of the choice, with the sentences or items around it up to so many words.

        All of what a colon leads to or a short list holds; of a table the one row.
        """
        candidate = choice.candidate
        fits = len(candidate.whole.split()) <= longest
        shown = candidate.whole if candidate.leads or fits else ""
        return quotation(choice, shown or self._grown(choice, longest))

    def _grown(self, choice: Choice, longest: int) -> str:
        """The candidate with its better neighbours in the same paragraph or list."""
        at = first = last = self.choices.index(choice)
        shown = choice.candidate.shown
        while neighbours := [each for each in (first - 1, last + 1) if self._adjoins(at, each)]:
            best = max(neighbours, key=lambda neighbour: self.choices[neighbour].score)
            first, last = min(first, best), max(last, best)
            start, end = self.choices[first].candidate.start, self.choices[last].candidate.end
            grown = choice.hit.passage.markdown[start:end]
            if len(grown.split()) > longest:
                break
            shown = grown if "\n" in grown else without_marker(grown)
        return shown

    def _adjoins(self, at: int, other: int) -> bool:
        """Whether another choice stands in the paragraph or list of this one."""
        if not 0 <= other < len(self.choices):
            return False
        one, two = self.choices[at], self.choices[other]
        together = one.hit is two.hit and one.candidate.run == two.candidate.run != ()
        return together and one.candidate.kind is not BlockKind.ROW


def reading(embedders: Embedders, found: Found) -> Reading:
    """Read the best passages, in the language of the first one: an answer stays in one language.

    Those too, of some more, that have to the letter what the question quotes.
    """
    hits, quoted = _of_one_language(found.hits), literals(found.question.text)
    exact = [hit for hit in hits[READ:LOOKED] if _has(hit, quoted)]
    read = list(_quotable([*hits[:READ], *exact[:READ]]))
    if not read:
        return Reading(found, ())
    query, generation = found.query, found.generation
    weights = generation.term_weights(query.language, query.text)
    by_meaning = nearness(embedders, generation, query, read)
    choices = [
        Choice(
            hit,
            candidate,
            COVERAGE_WEIGHT * coverage(weights, query.language, f"{hit.passage.context}\n{candidate.text}")
            + NEARNESS_WEIGHT * near
            + PASSAGE_WEIGHT * hit.score,
        )
        for (hit, candidate), near in zip(read, by_meaning, strict=True)
    ]
    return Reading(found, tuple(_answers(choices)))


def _answers(choices: Sequence[Choice]) -> Iterator[Choice]:
    """The choices, a question that the page asks itself as good as nothing, what answers it as good as it."""
    asked: Choice | None = None
    for choice in choices:
        if choice.candidate.text.rstrip().endswith("?"):
            yield replace(choice, score=ASKED)
            asked = choice
            continue
        answers = asked is not None and asked.hit is choice.hit
        yield replace(choice, score=max(choice.score, asked.score)) if asked and answers else choice
        asked = None


def quotation(choice: Choice, shown: str) -> Quotation:
    """These words of the choice's passage, under the heading that says what they are about."""
    return Quotation(shown, choice.hit, choice.score, lead(choice.hit.passage, shown))


def lead(passage: Passage, text: str) -> str:
    """The innermost heading, where the words do not repeat it themselves."""
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    said = text.casefold()
    return "" if all(word in said for word in heading.casefold().split()) else heading


def _has(hit: Hit, quoted: Sequence[str]) -> bool:
    text = hit.passage.in_context.casefold()
    return any(each.casefold() in text for each in quoted)


def _quotable(hits: Sequence[Hit]) -> Iterator[tuple[Hit, Candidate]]:
    return ((hit, candidate) for hit in hits for candidate in candidates(hit.passage))


def _of_one_language(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.passage.language == hits[0].passage.language]
