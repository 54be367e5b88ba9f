"""What a translation of a page has in common with it."""

import re
from collections.abc import Hashable, Iterator
from enum import StrEnum
from itertools import groupby
from urllib.parse import unquote

from ingest.language import below_language
from ingest.page import Page

Feature = tuple["Trait", Hashable]
"""One thing that a translation leaves as it was."""


class Trait(StrEnum):
    """The kinds of feature."""

    FIGURE = "figure"
    SLUG = "slug"
    KIN = "kin"
    LINK = "link"
    CODE = "code"
    NAME = "name"
    SEGMENT = "segment"
    NUMBER = "number"
    SHAPE = "shape"
    WORD = "word"


WEIGHTS = {
    Trait.FIGURE: 4.0,
    Trait.SLUG: 4.0,
    Trait.KIN: 3.0,
    Trait.LINK: 2.5,
    Trait.CODE: 2.0,
    Trait.NAME: 2.0,
    Trait.SEGMENT: 1.0,
    Trait.NUMBER: 1.0,
    Trait.SHAPE: 0.8,
    Trait.WORD: 0.7,
}
"""How surely a twin has the feature, and no other page."""

KEPT = frozenset({Trait.LINK, Trait.CODE, Trait.NAME, Trait.NUMBER})
"""What a translation has to have; figures are often made anew, words are translated."""

IMAGE = re.compile(r"!\[[^\[\]]*\]\(<?([^)\s>]+)|<img\b[^<>]*?\bsrc=[\"']([^\"']+)")
LINK = re.compile(r"\]\(<?([^)\s>]+)|\b(?:href|src|url)=[\"']([^\"']+)[\"']|<(https?://[^<>\s]+)>")
FENCE = re.compile(r"^[ \t]*+(`{3,}+|~{3,}+)[^\n]*\n(.*?)(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`|<code>([^<]+)</code>")
ADDRESS = re.compile(r"\]\([^()]*\)|<[^<>]*>|\{%[^%]*%\}|https?://\S+|&\w+;")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
WORD = re.compile(r"[^\W\d_]{3,}")
LINE = re.compile(
    r"(?P<heading>#{1,6})[ \t]|(?P<item>[-*+]|\d+[.)])[ \t]|(?P<row>\|)|(?P<fence>```|~~~)"
    r"|\{%[ \t]*(?P<tag>\w+)|<(?P<element>table|figure|img|details|ul|ol|pre|h[1-6])\b|(?P<image>!\[)"
    r"|(?P<text>\S)"
)
SHINGLE = 4
"""A piece of a page's shape is this many blocks in a row."""


def segments(path: str) -> list[str]:
    """The segments of a site path below its language."""
    return [segment for segment in below_language(path).split("/") if segment]


def features(page: Page) -> Iterator[Feature]:
    """What a translation of the page would share with it; no order, repeated ones too."""
    *above, slug = segments(page.path) or [""]
    if slug:
        yield Trait.SLUG, slug.casefold()
    yield from ((Trait.SEGMENT, segment.casefold()) for segment in above)
    yield from ((Trait.SHAPE, shape) for shape in _shapes(page.markdown))
    for match in FENCE.finditer(page.markdown):
        yield from ((Trait.CODE, line.strip()) for line in match[2].splitlines() if WORD.search(line))
    text = FENCE.sub("\n", page.markdown)
    for match in IMAGE.finditer(text):
        yield Trait.FIGURE, unquote(match[match.lastindex or 0]).rpartition("/")[2]
    yield from ((Trait.LINK, link) for link in _outside(text))
    yield from ((Trait.NAME, match[match.lastindex or 0]) for match in SPAN.finditer(text))
    prose = ADDRESS.sub(" ", text)
    yield from ((Trait.NUMBER, number) for number in NUMBER.findall(prose))
    yield from ((Trait.WORD, word.casefold()) for word in WORD.findall(f"{page.title} {prose}"))


def _outside(markdown: str) -> Iterator[str]:
    """The addresses of files and of other sites; the site's own pages have others in each language."""
    images = {match[match.lastindex or 0] for match in IMAGE.finditer(markdown)}
    for match in LINK.finditer(markdown):
        link = match[match.lastindex or 0]
        if link not in images and ("://" in link or re.search(r"/files/|\.(?!md\b)\w{2,5}$", link)):
            yield link.rstrip("/")


def _shapes(markdown: str) -> Iterator[tuple[str, ...]]:
    """The page's blocks, some in a row at a time, and all of them."""
    blocks = tuple(_blocks(markdown))
    for start in range(len(blocks) - SHINGLE + 1):
        yield blocks[start : start + SHINGLE]
    if len(blocks) > SHINGLE:
        yield blocks


def _blocks(markdown: str) -> Iterator[str]:
    """What the lines begin, in order: a heading's level, a list's and a table's size, a tag's name.

    A scan, not a parse: thousands of pages are to be compared in seconds.
    """
    lines = (LINE.match(line.lstrip()) for line in FENCE.sub("\n```\n", markdown).splitlines())
    kinds = ((line.lastgroup or "", line[line.lastgroup or 0]) for line in lines if line)
    for kind, run in groupby(kinds, key=lambda each: each[0]):
        marks = [mark for _, mark in run]
        if kind in {"item", "row", "element"}:
            yield f"{kind} {len(marks)}"
        else:
            yield from (kind if kind == "text" else f"{kind} {mark}" for mark in marks)
