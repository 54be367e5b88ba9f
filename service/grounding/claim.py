"""The claim: one sentence that somebody wrote about excerpts, with the numbers of those that it cites."""

import re
from dataclasses import dataclass
from typing import Self

from ingest.dialect import plain

MARKS = re.compile(r"[\[【]\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*[\]】](?!\()")
"""Marks of excerpts: `[1]`, `[1, 2]`, and the brackets that some models have for them."""

LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+[^()]*)?\)")
ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s<>\[\]\"'`]*[^\s<>\[\]\"'`.,;:!?)*_]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
TAG = re.compile(r"(?P<code>(`+).+?\2)|<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>|\{%.*?%\}", re.DOTALL)
"""A tag or comment, or code, which may hold what looks like one."""

LEAD = re.compile(r"(?:[*+-]|\d{1,3}[.)])\s+")
"""What a list item begins with."""

_MARKS_BEFORE = re.compile(rf"\A(?:\s*{MARKS.pattern})+")
"""Marks that no sentence stands before: a model that repeats what it was given puts them so."""

_LINE_STARTS = re.compile(r"^(?:[#>|\s]|-{3,}|={3,})+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence in one line of markdown, without its marks; `lead` is the list item's sign before it.

    `plain` is the same without mark-up. `cited` are the numbers of its marks, each once, in their order.
    """

    lead: str
    markdown: str
    plain: str
    cited: tuple[int, ...]

    @classmethod
    def of(cls, sentence: str, addresses: frozenset[str] = frozenset()) -> Self:
        """Read a sentence, without tags and pictures; links to other than these addresses are words."""
        sentence = _MARKS_BEFORE.sub("", sentence)
        marks = [int(number) for found in MARKS.findall(sentence) for number in re.findall(r"\d+", found)]
        text = _one_line(
            _unlinked(TAG.sub(lambda found: found["code"] or "", MARKS.sub("", sentence)), addresses)
        )
        lead = LEAD.match(text)
        sign = f"{lead[0].strip()} " if lead else ""
        markdown = text[lead.end() :] if lead else text
        return cls(sign, markdown, plain(markdown), tuple(dict.fromkeys(marks)))


def addresses_in(markdown: str) -> frozenset[str]:
    """The addresses that a text leads to or names."""
    linked = {target for _, _, target in LINK.findall(markdown)}
    return frozenset(linked | set(ADDRESS.findall(LINK.sub(" ", markdown))))


def _unlinked(text: str, addresses: frozenset[str]) -> str:
    def kept(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        if picture:
            return ""
        return found[0] if target in addresses else words

    return LINK.sub(kept, text)


def _one_line(text: str) -> str:
    """Nothing in it can be taken for a heading, a quotation or a table of the answer it goes into."""
    line = " ".join(text.split())
    while (bare := _LINE_STARTS.sub("", line)) != line:
        line = bare
    return re.sub(r"\s+([.,;:!?…])", r"\1", line)
