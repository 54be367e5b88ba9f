"""What of a question is nowhere near what was found: why it may have no answer."""

import re

from index.terms import telling
from service.found import Found

READ = 3
"""In so many of the best passages a word is looked for."""

MOST = 3

_WORD = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*")
_NAME = re.compile(r"(?<=\S\s)[A-Z]\w*|\w*\d\w*")


def missing_words(found: Found) -> tuple[str, ...]:
    """The rarest words of the question that none of the best passages has, in the asker's order.

    In another language than that of the passages these are names and numbers only.
    """
    passages = [hit.passage for hit in found.hits[:READ]]
    language = found.query.language
    if not passages or passages[0].language != language:
        return missing_names(found)
    said = {stem for each in passages for stem in telling(language, f"{each.context}\n{each.text}")}
    weights = found.generation.term_weights(language, found.question.text)
    lacking: dict[str, float] = {}
    for word in _WORD.findall(found.question.text):
        stems = telling(language, word)
        if stems and not said.intersection(stems):
            lacking[word] = max(weights.get(stem, 0.0) for stem in stems)
    rarest = sorted(lacking, key=lambda word: -lacking[word])[:MOST]
    return tuple(word for word in lacking if word in rarest)


def missing_names(found: Found) -> tuple[str, ...]:
    """The names and numbers of what was searched for that none of the best passages has: the question may
    rest on something that is not there. Names that stand everywhere are not searched for.
    """
    passages = [hit.passage for hit in found.hits[:READ]]
    said = " ".join(f"{each.context} {each.text}" for each in passages)
    folded, stems = said.casefold(), set(telling(found.query.language, said))

    def is_missing(name: str) -> bool:
        return name.casefold() not in folded and stems.isdisjoint(telling(found.query.language, name))

    return tuple(filter(is_missing, dict.fromkeys(_NAME.findall(found.query.text))))[:MOST]
