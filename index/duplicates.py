"""Hits that say the same: near-duplicates, such as versions of one page, and translations of one passage.

Two texts are near-duplicates by their resemblance (Broder, "On the resemblance and containment of documents",
1997): the share of their runs of words that both have.
"""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Self

from index.hit import Hit
from ingest.page import Page
from ingest.passage import Passage

RESEMBLANCE = 0.8
"""The least share, in [0, 1], that two texts have in common where they say the same."""

RUN = 3
"""So many words that stand side by side are compared as one."""

PageOf = Callable[[str], Page | None]
"""The page with a URL."""

_APART = bytes.maketrans(string.punctuation.encode(), b" " * len(string.punctuation))
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A character of a script that puts no spaces between words: each counts as one."""


def distinct(hits: Sequence[Hit], page: PageOf) -> list[Hit]:
    """Of the hits that say the same the first one each, in their order.

    A hit repeats another if its passage's text is a near-duplicate of the other's, or if it stands at the
    same place of a twin of the other's page: its translation. Of those with the very words of the first one,
    that on a page chosen before is taken, so that versions of a page are not mixed.
    """
    groups: list[list[_Said]] = []
    known = cache(page)
    for said in map(_Said.by, hits):
        for group in groups:
            if said.resembles(group[0]) or _translates(said, group[0], known):
                group.append(said)
                break
        else:
            groups.append([said])
    return _of_fewest_pages(groups)


@dataclass(frozen=True, slots=True)
class _Said:
    """A hit, and fingerprints of the distinct runs of its normalised words.

    They hold for one run of the program. `some` are as many of these as cannot all be missing from a text
    that says the same.
    """

    hit: Hit
    runs: frozenset[int]
    some: tuple[int, ...]

    @classmethod
    def by(cls, hit: Hit) -> Self:
        words = _words(hit.passage.text)
        runs = frozenset(map(hash, zip(*(words[start:] for start in range(RUN)), strict=False)))
        if words and not runs:
            runs = frozenset({hash(tuple(words))})
        return cls(hit, runs, tuple(islice(runs, 1 + int((1 - RESEMBLANCE) * len(runs)))))

    def resembles(self, other: "_Said") -> bool:
        """Whether the texts are near-duplicates; texts without a word never are.

        The lengths and a few runs tell nearly all others apart, which is cheap.
        """
        mine, theirs = len(self.runs), len(other.runs)
        if mine < RESEMBLANCE * theirs or theirs < RESEMBLANCE * mine or other.runs.isdisjoint(self.some):
            return False
        shared = len(self.runs & other.runs)
        return shared >= RESEMBLANCE * (mine + theirs - shared)


def _of_fewest_pages(groups: Sequence[Sequence[_Said]]) -> list[Hit]:
    chosen: list[Hit] = []
    urls: set[str] = set()
    for first, *others in groups:
        same = (said.hit for said in others if said.runs == first.runs)
        known = (hit for hit in same if hit.passage.page_url in urls)
        hit = first.hit if first.hit.passage.page_url in urls else next(known, first.hit)
        urls.add(hit.passage.page_url)
        chosen.append(hit)
    return chosen


def _words(text: str) -> list[bytes]:
    """The words without case and punctuation. Bytes, since these are translated and cut fastest."""
    spaced = text if text.isascii() else _UNSPACED.sub(r" \g<0> ", text)
    return spaced.casefold().encode(errors="replace").translate(_APART).split()


def _translates(said: _Said, other: _Said, page: PageOf) -> bool:
    """Whether both stand at one place of two pages, one of which is the other in another language."""
    one, two = said.hit.passage, other.hit.passage
    if one.language == two.language or _place(one) != _place(two):
        return False
    mine, theirs = page(one.page_url), page(two.page_url)
    return mine is not None and theirs is not None and (_names(mine, theirs) or _names(theirs, mine))


def _place(passage: Passage) -> tuple[int, int]:
    """Where on its page a passage stands: a translation has the same headings, in other words."""
    return passage.ordinal, len(passage.heading_path)


def _names(page: Page, twin: Page) -> bool:
    return any(alternate.path == twin.path for alternate in page.alternates)
