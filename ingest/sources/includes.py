"""Puts the texts that pages of a git source share (`{% include "..." %}`) where their readers see them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from ingest import frontmatter
from ingest.sources.fences import fences

TAG = re.compile(
    r"^(?P<margin>[ \t]*)\{%-?[ \t]*include[ \t]+"
    r"(?P<quote>[\"'])(?P<target>[^\"'\n]+)(?P=quote)[ \t]*-?%\}[ \t]*$",
    re.MULTILINE,
)
INCLUDED_MAX = 100
"""Texts put into one page: files that include each other twice over would grow without end."""


def expanded(markdown: str, file: str, read: Callable[[str], str | None]) -> str:
    """The markdown of `file` with each tag that stands alone on a line replaced by what it includes.

    `file` is named relative to its root, with `/`. `read` gives the text of a file so named, or None where
    there is none. A tag stays where it leads nowhere, out of the root, to a file that is being included
    already, or past the hundredth inclusion, and inside code.
    """
    return _expanded(markdown, (file,), read, iter(range(INCLUDED_MAX)))


def _expanded(
    markdown: str, above: tuple[str, ...], read: Callable[[str], str | None], left: Iterator[int]
) -> str:
    code = list(fences(markdown)) if "{%" in markdown else []

    def replacement(tag: re.Match[str]) -> str:
        if _within(tag.start(), code):
            return tag[0]
        for name in _candidates(above[-1], tag["target"]):
            text = read(name) if name not in above else None
            if text is not None and next(left, None) is not None:
                own = frontmatter.read(text.removeprefix("\ufeff"))[1].strip("\r\n")
                return _indented(_expanded(own, (*above, name), read, left), tag["margin"])
        return tag[0]

    return TAG.sub(replacement, markdown)


def _within(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    place = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return place >= 0 and offset < spans[place][1]


def _candidates(file: str, target: str) -> Iterator[str]:
    """What a tag in a file may mean: a file named from where it stands, or from the root."""
    target = unquote(target.strip())
    for base in (dirname(file), ""):
        name = normpath(join(base, target.lstrip("/") if not base else target)).lstrip("/")
        if not name.startswith(".."):
            yield name


def _indented(text: str, margin: str) -> str:
    return "\n".join(margin + line if line.strip() else line for line in text.split("\n"))
