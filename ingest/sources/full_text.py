"""Reads `llms-full.txt`: the pages of a docs site, one behind the other in one text."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest import boilerplate
from ingest.dialect.anchors import slug
from ingest.dialect.lines import DEPTH_MAX, element_end
from ingest.sources.fences import fences
from ingest.title import heading_title

HEADING = re.compile(r"^ {0,3}#[ \t]+\S", re.MULTILINE)
ADDRESSES = re.compile(
    r"(?P<heading>[^\n]*\n)(?:[ \t]*\n)?"
    r"(?P<lines>(?:(?:source|url)[ \t]*:[ \t]*<?(?:https?://|/)[^\s<>]*>?[ \t]*(?:\n|\Z))+)",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"^(?P<key>source|url)[ \t]*:[ \t]*<?(?P<address>[^\s<>]+)", re.IGNORECASE | re.MULTILINE
)
NEXT = re.compile(r"\[Next Page\]\(<?(?P<address>[^)\s>]*llms-full\.txt[^)\s>]*)>?\)", re.IGNORECASE)
RULE = re.compile(r" {0,3}(?:-[ \t]*){3,}")

HOLDER = re.compile(
    r"^[ \t]*(?:<(?P<element>table|pre|details)(?=[\s>])|(?P<comment><!--)"
    r"|\{%-?[ \t]*(?P<tag>hint|tabs|stepper|columns|updates|prompt|if|code)\b)",
    re.MULTILINE,
)
HOLDER_MAX = 200_000
"""Characters: what is said to reach further was never closed."""


@dataclass(frozen=True, slots=True)
class FullPage:
    """One page. `title` and `url` are "" where the text does not give them; `url` may be relative."""

    title: str
    url: str
    markdown: str


def pages_of(text: str) -> Iterator[FullPage]:
    """The pages of one file, in order, without banners, trailers and the link to the next file.

    A page begins at a first-level heading outside code, tables and other blocks. Where generators put its
    address below that heading (`Source: https://...`, `URL: /...`) only such headings count, and the
    address is no text of the page. Text in front of the first heading is a page without a title.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    starts = _headings(text)
    if addressed := _addressed(text, starts):
        starts = addressed
    cuts = sorted({0, *starts, len(text)})
    parts = [text[start:end] for start, end in pairwise(cuts)]
    for part, before in zip(parts, ["", *parts], strict=False):
        if not (_ends_in_rule(before.rstrip()) and not _cleaned(f"---\n\n{part}")):
            yield from _page(part, addressed=bool(addressed))


def next_file(text: str) -> str:
    """The address, absolute or not, of the file that goes on with the next pages; "" in the last one."""
    found = NEXT.fullmatch(text.rstrip().rpartition("\n")[2].strip())
    return found["address"] if found else ""


def slugs(pages: Iterable[FullPage], taken: Iterable[str] = ()) -> list[str]:
    """A path segment for each page, out of its title; none twice, and none of those `taken`.

    A segment depends on the titles alone, so that it stays when another page is edited; of pages that share
    a title, the second gets `-2` and so on. An untitled page has "".
    """
    wanted = [(slug(page.title) or "page") if page.title else "" for page in pages]
    given = set(taken)
    return [_unique(name, given, frozenset(wanted)) for name in wanted]


def _unique(name: str, given: set[str], wanted: frozenset[str]) -> str:
    unique, number = name, 1
    while unique in given or (number > 1 and unique in wanted):
        number += 1
        unique = f"{name or 'page'}-{number}"
    given.add(unique)
    return unique


def _page(part: str, *, addressed: bool) -> Iterator[FullPage]:
    found = ADDRESSES.match(part) if addressed else None
    url = ""
    if found:
        named = {line["key"].lower(): line["address"] for line in ADDRESS.finditer(found["lines"])}
        url = named.get("url") or named["source"]
        part = found["heading"] + part[found.end() :]
    markdown = _cleaned(part)
    if markdown:
        yield FullPage(heading_title(markdown), url, markdown)


def _headings(text: str) -> list[int]:
    """Offsets of the first-level headings that stand in no code and no block."""
    hidden = iter(_blocks(text))
    span = next(hidden, None)
    found: list[int] = []
    for heading in HEADING.finditer(text):
        while span is not None and span[1] <= heading.start():
            span = next(hidden, None)
        if span is None or heading.start() < span[0]:
            found.append(heading.start())
    return found


def _addressed(text: str, starts: Sequence[int]) -> list[int]:
    """The headings with an address below; none where a generator gives no addresses.

    A generator names the address of every page: a lone one further down is the author's text.
    """
    found = [start for start in starts if ADDRESSES.match(text, start)]
    return found if found and found[0] in starts[:2] else []


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Offsets [start, end) of the fences, elements and tags that hold text of their own, without overlap."""
    starts = [(span[0], span[1], None) for span in fences(text)]
    holders = [(holder.start(), 0, holder) for holder in HOLDER.finditer(text)]
    comments = [closing.end() for closing in re.finditer("-->", text)]
    done = 0
    for start, end, holder in sorted([*starts, *holders], key=lambda block: block[0]):
        if start < done:
            continue
        end = _holder_end(text, holder, comments) if holder else end
        if end > start:
            yield start, end
            done = end


def _holder_end(text: str, holder: re.Match[str], comments: Sequence[int]) -> int:
    """The offset behind what the opening begins; -1 where it is never closed."""
    limit = min(len(text), holder.start() + HOLDER_MAX)
    start = holder.start() + len(holder[0]) - len(holder[0].lstrip())
    if holder["element"]:
        return element_end(text, start, holder["element"], limit)
    if holder["comment"]:
        place = bisect_right(comments, start)
        return comments[place] if place < len(comments) and comments[place] <= limit else -1
    return _tag_end(text, start, holder["tag"], limit)


def _tag_end(text: str, start: int, name: str, limit: int) -> int:
    depth = 0
    for tag in re.compile(rf"\{{%-?[ \t]*(end)?{name}\b[^%\n]*%\}}").finditer(text, start, limit):
        depth += -1 if tag[1] else 1
        if depth <= 0:
            return tag.end()
        if depth > DEPTH_MAX:
            break
    return -1


def _cleaned(part: str) -> str:
    """A page's own text: what the platform and the file put around it is gone."""
    while (shorter := boilerplate.strip(_without_ends(part))) != part:
        part = shorter
    return part.strip("\n")


def _without_ends(part: str) -> str:
    while (shorter := _without_end(part)) != part:
        part = shorter
    return part


def _without_end(part: str) -> str:
    """The text without the link, the rule, or the next page's banner at its end."""
    part = part.rstrip()
    before, _, line = part.rpartition("\n")
    if NEXT.fullmatch(line.strip()) or _ends_in_rule(part):
        return before.rstrip()
    paragraph = part.rpartition("\n\n")[2]
    if paragraph.startswith(">") and not boilerplate.strip(paragraph):
        return part.removesuffix(paragraph).rstrip()
    return part


def _ends_in_rule(text: str) -> bool:
    """Whether the last line is a rule; right below a paragraph, the same dashes make it a heading."""
    before, _, line = text.rpartition("\n")
    return RULE.fullmatch(line) is not None and not before.rpartition("\n")[2].strip()
