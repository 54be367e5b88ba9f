"""Finds the fenced code of a markdown text, where `#` and tags mean nothing."""

import re
from collections.abc import Iterator

MARK = re.compile(r"^[ \t]*(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)


def fences(markdown: str) -> Iterator[tuple[int, int]]:
    """Offsets [start, end) of each fenced code block, its two fences included, in order.

    Fences may be indented as far as they like (a list item's are). One that is never closed is none:
    where many pages stand in one text, it would take all that follow.
    """
    marks = list(MARK.finditer(markdown))
    unclosed = {"`": len(markdown) + 1, "~": len(markdown) + 1}
    place = 0
    while place < len(marks):
        opening = marks[place]
        kind, length = opening["mark"][0], len(opening["mark"])
        place += 1
        if (kind == "`" and "`" in opening["info"]) or length >= unclosed[kind]:
            continue
        closing = _closing(marks, place, kind, length)
        if closing < 0:
            unclosed[kind] = length
            continue
        yield opening.start(), marks[closing].end()
        place = closing + 1


def _closing(marks: list[re.Match[str]], first: int, kind: str, length: int) -> int:
    for place in range(first, len(marks)):
        mark = marks[place]
        if mark["mark"][0] == kind and len(mark["mark"]) >= length and not mark["info"].strip():
            return place
    return -1
