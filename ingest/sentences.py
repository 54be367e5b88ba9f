"""Finds the sentences of a paragraph's markdown, as places in it: a quotation is taken from there.

Our own, since the libraries that split sentences work on plain text: they cut inside links and code spans,
and lose the offsets.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.languages import FOLDER, known_languages

PROTECTED = re.compile(
    r"(?P<fence>`+).+?(?P=fence)|\{%.*?%\}|<[^<>\n]*>|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"
    r"|https?://[^\s<>)\]]*[^\s<>)\].,;:!?*_'\"]|!\[[^\]]*\]",
    re.DOTALL,
)
"""Code, tags, addresses and alternative texts: no sentence ends inside."""

CLOSERS = r"(?:[\"'”’»›)\]*_~`]|</\w+>)*"
STOP = re.compile(
    rf"(?P<stop>[.!?…]+|[。！？｡]+){CLOSERS}(?:\[\^[^\]]+\]){{0,3}}"
    r"|(?P<hard>\\\n|[ ]{2,}\n|<br\s*/?>)"
    r"|(?P<blank>\n[ \t]*\n)"
    r"|(?P<item>\n)(?=[ \t]*(?:[*+-]|\d{1,3}[.)])[ \t])"
)
WORD_BEFORE = re.compile(r"(?:[^\W\d_]|\.(?=[^\W\d_]))+\Z")
NEXT = re.compile(r"[\s\"'“‘«‹(\[*_~`]*(?P<first>\S)")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Words that a stop may stand behind inside a sentence, of all languages: one quotes another."""

    never_last: frozenset[str]
    maybe_last: frozenset[str]
    numbered: frozenset[str]


@cache
def abbreviations(folder: Path = FOLDER) -> Abbreviations:
    """Those of the language files in the folder."""
    words = [language.words for language in known_languages(folder).values()]
    return Abbreviations(
        frozenset().union(*(each.abbreviations for each in words)),
        frozenset().union(*(each.abbreviations_that_may_end for each in words)),
        frozenset().union(*(each.abbreviations_before_numbers for each in words)),
    )


def spans(markdown: str) -> list[tuple[int, int]]:
    """The [start:end) of each sentence in one paragraph's or list item's markdown.

    They are trimmed, do not overlap, and leave out nothing but white space. A break that the author forced,
    a blank line and the start of another list item end a sentence too.
    """
    start = 0
    found = []
    for end in (*_ends(markdown), len(markdown)):
        text = markdown[start:end]
        if text.strip():
            lead = len(text) - len(text.lstrip())
            found.append((start + lead, start + len(text.rstrip())))
        start = end
    return found


def _ends(markdown: str) -> Iterator[int]:
    protected = [found.span() for found in PROTECTED.finditer(markdown)]
    protected.reverse()
    for stop in STOP.finditer(markdown):
        while protected and protected[-1][1] <= stop.start():
            protected.pop()
        inside = bool(protected) and protected[-1][0] <= stop.start() < protected[-1][1]
        if stop["hard"] or (not inside and (stop["blank"] or stop["item"] or _is_end(markdown, stop))):
            yield stop.end()


def _is_end(text: str, stop: re.Match[str]) -> bool:
    mark = stop["stop"]
    if mark[0] in "。！？｡":
        return True
    behind = NEXT.match(text, stop.end())
    if behind is None:
        return True
    if not text[stop.end()].isspace():
        return False
    first = behind["first"]
    if mark[-1] in "!?" and mark != "!":
        return not first.islower() or "?" in mark
    return not first.islower() and not (mark == "." and _is_abbreviated(text, stop, first))


def _is_abbreviated(text: str, stop: re.Match[str], first: str) -> bool:
    """Whether the stop belongs to the word (or number, at the text's start) in front of it."""
    before = text[max(0, stop.start() - 24) : stop.start()]
    found = WORD_BEFORE.search(before)
    if found is None:
        return re.fullmatch(r"[\s>*+-]*\d{1,3}", text[: stop.start()][-12:]) is not None and stop.start() < 12
    word = found[0].lower()
    if len(word) == 1:
        return found[0].isupper() and (found.start() == 0 or before[found.start() - 1] not in "0123456789")
    known = abbreviations()
    if word in known.numbered:
        return first.isdigit()
    if word in known.maybe_last:
        return not first.isupper()
    return word in known.never_last
