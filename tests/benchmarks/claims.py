"""Claims about labelled passages, made by rule: some are supported, and some that look like them are not.

Supported: the sentence that holds an answer, to the letter; and a question for a subject (`Who founded X?`)
with its answer in the question word's place, which is a paraphrase that people wrote. Not supported: either
of these with a number or a name changed for another one, or denied; and a sentence of another passage.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from index.evaluation.dataset import Question as Labelled
from ingest.sentences import spans

SUBJECT = {
    "en": re.compile(
        r"(?:Who|What) (?!is |are |was |were |did |do |does |has |have |had |can |could |would )(?=\w)"
    ),
    "es": re.compile(r"¿(?:Quién|Qué) (?!es |son |era |fue |fueron |ha |han |tipo |año )(?=\w)"),
    "pt": re.compile(r"(?:Quem|O que) (?!é |são |era |foi |foram )(?=\w)"),
}
"""How a question for the subject of its sentence begins."""

DENIALS = {
    "en": (re.compile(r"\b(is|are|was|were|has|have|had|can|could|will)\b(?! not)"), r"\1 not"),
    "es": (re.compile(r"(?<!\bno )\b(es|son|era|fue|fueron|ha|han|había|puede|pueden|tiene)\b"), r"no \1"),
    "pt": (re.compile(r"(?<!\bnão )\b(é|são|era|foi|foram|há|pode|podem|tem|deve|será)\b"), r"não \1"),
}
"""The first verb of these is denied."""

FEWEST = 6
"""A claim has so many words, at least."""

_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=\w )[A-ZÁÉÍÓÚÂÊÔÃÕÇ]\w{3,}")


@dataclass(frozen=True, slots=True)
class MadeClaim:
    """A claim about the passage of an id, and how it was made; `asked` is the question that it answers."""

    kind: str
    supported: bool
    text: str
    asked: str
    passage: str


@dataclass(frozen=True, slots=True)
class Source:
    """A labelled question with the passage that answers it, another one, and names from elsewhere."""

    question: Labelled
    language: str
    passage: str
    text: str
    other: str
    names: Sequence[str]


def claims(source: Source) -> Iterator[MadeClaim]:
    """All claims that can be made of a question."""
    asked = source.question
    answer = asked.answers[0]
    literal = _sentence(source.text, answer)
    stated = _stated(source)
    for base, text in (("sentence", literal), ("statement", stated)):
        if len(text.split()) < (FEWEST if base == "sentence" else FEWEST - 2):
            continue
        yield MadeClaim(base, True, text, asked.text, source.passage)
        for change, changed in _changed(text, source):
            if changed and changed != text:
                yield MadeClaim(f"{base}, {change}", False, changed, asked.text, source.passage)
    if len((other := _other(source)).split()) >= FEWEST:
        yield MadeClaim("elsewhere", False, other, asked.text, source.passage)


def names_of(texts: Sequence[str]) -> list[str]:
    """Names of these texts."""
    return sorted({name for text in texts for name in _NAME.findall(text)})


def _sentence(text: str, answer: str) -> str:
    return next((text[start:end] for start, end in spans(text) if answer in text[start:end]), "")


def _stated(source: Source) -> str:
    """The question with its answer in the question word's place; "" where it does not ask for a subject."""
    asked, answer = source.question.text, source.question.answers[0]
    opening = SUBJECT[source.language].match(asked)
    return f"{answer} {asked[opening.end() :].rstrip('? ')}." if opening else ""


def _changed(text: str, source: Source) -> Iterator[tuple[str, str]]:
    yield "number", _NUMBER.sub(lambda found: str(int(found[0]) + 3), text, count=1)
    name = _NAME.search(text)
    foreign = [each for each in source.names if each not in source.text and each not in source.question.text]
    if name and foreign:
        chosen = foreign[len(text) % len(foreign)]
        yield "name", f"{text[: name.start()]}{chosen}{text[name.end() :]}"
    verb, denied = DENIALS[source.language]
    yield "denied", verb.sub(denied, text, count=1)


def _other(source: Source) -> str:
    """A sentence of the other passage."""
    found = [source.other[start:end] for start, end in spans(source.other)]
    return found[len(source.question.id) % len(found)] if found else ""


def following(items: Sequence[str]) -> dict[str, str]:
    """For each item the next one, for the last one the first."""
    after = cycle(items)
    next(after, None)
    return dict(zip(items, after, strict=False))
