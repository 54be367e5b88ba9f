"""Grounding: whether the excerpts that a sentence cites say what it says.

Each check finds one kind of error, and what one of them finds is not said. Facts (numbers, names, code,
addresses) have to stand in the excerpt as they are; its sentences that share most with the claim have to
agree with it about negations and opposites; so many of the claim's stems have to be in it; and the claim has
to be near by embedding. None of this is entailment: what is put together wrongly from the words of one
excerpt may pass.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from index.terms import telling
from ingest.sentences import spans
from service.grounding.claim import Claim, addresses_in
from service.grounding.facts import (
    Words,
    code_in,
    identifiers_in,
    names_in,
    number_words_in,
    numbers_in,
    squeezed,
    words_of,
)
from service.grounding.polarity import Polarity, polarity_of

LEAST_SHARE = 0.5
"""The share of a claim's stems that an excerpt in its language must have. On XQuAD's first half supported
claims in other words have .61 or more (nineteen in twenty), sentences from elsewhere .25 or less.
"""

ALIKE = 0.8
"""A sentence of the excerpt that shares so much less with the claim than the best one says something else."""

Near = Callable[[str, int], float | None]
"""By how much a text is nearer to the excerpt of a number than the least that will do; None if untold."""


class Fault(StrEnum):
    """What speaks against a claim."""

    UNCITED = "cites no excerpt that was given"
    ADDRESS = "has an address that the excerpt lacks"
    CODE = "has code that the excerpt lacks"
    NUMBER = "has a number that the excerpt lacks"
    NAME = "has a name that the excerpt lacks"
    POLARITY = "denies or reverses what the excerpt says"
    WORDS = "shares too few words with the excerpt"
    FAR = "is too far from the excerpt by meaning"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an excerpt: its stems, its numbers, and what turns it."""

    stems: frozenset[str]
    polarity: Polarity
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """An excerpt that may be cited, or a question: what stands in it."""

    words: Words
    numbers: frozenset[str]
    identifiers: frozenset[str]
    addresses: frozenset[str]
    squeezed: str
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, language: str, text: str, context: str = "", markdown: str = "") -> Self:
        """Read an excerpt: what a reader sees of it, its title and headings, and its markdown."""
        whole = f"{context}\n{text}"
        numbers = numbers_in(whole) | number_words_in(language, whole)
        return cls(
            words_of(language, whole),
            numbers,
            identifiers_in(f"{whole}\n{markdown}"),
            addresses_in(f"{text}\n{markdown}"),
            squeezed(f"{whole}\n{markdown}"),
            tuple(_sentence(language, text[start:end]) for start, end in spans(text)),
        )

    @classmethod
    def joined(cls, grounds: Sequence["Ground"]) -> Self:
        """Several excerpts in one language as one."""
        first = grounds[0].words.language
        return cls(
            Words(
                first, _all(each.words.stems for each in grounds), _all(each.words.exact for each in grounds)
            ),
            _all(each.numbers for each in grounds),
            _all(each.identifiers for each in grounds),
            _all(each.addresses for each in grounds),
            "\n".join(each.squeezed for each in grounds),
            tuple(sentence for each in grounds for sentence in each.sentences),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """The excerpts that support a claim, in the order in which it cites them; why it has none."""

    cited: tuple[int, ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Grounding:
    """Checks claims in one language, about a question, against numbered excerpts."""

    language: str
    asked: Ground
    grounds: Mapping[int, Ground]
    near: Near
    least_share: float = LEAST_SHARE

    def verdict(self, claim: Claim) -> Verdict:
        """The cited excerpts that support the claim each by itself, or, where none does, all together."""
        known = tuple(number for number in claim.cited if number in self.grounds)
        if not known:
            return Verdict(fault=Fault.UNCITED)
        faults = {number: self._fault(claim, [number]) for number in known}
        if alone := tuple(number for number in known if faults[number] is None):
            return Verdict(alone)
        languages = {self.grounds[number].words.language for number in known}
        if len(known) > 1 and len(languages) == 1 and self._fault(claim, known) is None:
            return Verdict(known)
        return Verdict(fault=faults[known[0]])

    def _fault(self, claim: Claim, numbers: Sequence[int]) -> Fault | None:
        ground = Ground.joined([self.grounds[number] for number in numbers])
        own = ground.words.language == self.language
        worded = self._otherwise_worded if own else self._denies_alone
        return self._false_fact(claim, ground) or worded(claim, ground) or self._far(claim, ground, numbers)

    def _false_fact(self, claim: Claim, ground: Ground) -> Fault | None:
        """A fact that stands neither in the excerpt nor in the question."""
        asked = self.asked
        if not addresses_in(claim.markdown) <= ground.addresses:
            return Fault.ADDRESS
        if any(
            code not in ground.squeezed and code not in asked.squeezed for code in code_in(claim.markdown)
        ):
            return Fault.CODE
        if self._has_false_number(claim, ground):
            return Fault.NUMBER
        if not identifiers_in(claim.plain) <= ground.identifiers | ground.words.exact | asked.identifiers:
            return Fault.NAME
        names = names_in(self.language, claim.plain)
        if any(not ground.words.has(name) and not asked.words.has(name) for name in names):
            return Fault.NAME
        return None

    def _has_false_number(self, claim: Claim, ground: Ground) -> bool:
        """A number that only the question has is false where the excerpt has another in its place."""
        said = numbers_in(claim.plain) | number_words_in(self.language, claim.plain)
        lacking = said - ground.numbers
        if not lacking <= self.asked.numbers:
            return True
        return bool(lacking) and any(each.numbers - said for each in self._alike(claim, ground))

    def _otherwise_worded(self, claim: Claim, ground: Ground) -> Fault | None:
        stems = frozenset(words_of(self.language, claim.plain).stems)
        if len(stems & ground.words.stems) < self.least_share * max(len(stems), 1):
            return Fault.WORDS
        said = polarity_of(self.language, claim.plain)
        if not any(said.agrees(each.polarity) for each in self._alike(claim, ground)):
            return Fault.POLARITY
        return None

    def _denies_alone(self, claim: Claim, ground: Ground) -> Fault | None:
        """All that can be told of polarity in another language: whether anything is denied in the excerpt."""
        denies = polarity_of(self.language, claim.plain).denials > 0
        found = any(each.polarity.denials for each in ground.sentences)
        return Fault.POLARITY if denies and not found else None

    def _alike(self, claim: Claim, ground: Ground) -> list[Sentence]:
        """The sentences of the excerpt that share most with the claim."""
        stems = frozenset(telling(self.language, claim.plain))
        shared = [len(stems & each.stems) for each in ground.sentences]
        most = max(shared, default=0)
        return [
            each
            for each, count in zip(ground.sentences, shared, strict=True)
            if count and count >= ALIKE * most
        ]

    def _far(self, claim: Claim, ground: Ground, numbers: Sequence[int]) -> Fault | None:
        """Words do for an embedder of which nothing is known, but not across languages."""
        margins = [margin for number in numbers if (margin := self.near(claim.plain, number)) is not None]
        if not margins:
            return None if ground.words.language == self.language else Fault.FAR
        return None if max(margins) >= 0 else Fault.FAR


def _sentence(language: str, text: str) -> Sentence:
    numbers = numbers_in(text) | number_words_in(language, text)
    return Sentence(words_of(language, text).stems, polarity_of(language, text), numbers)


def _all(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*parts)
