"""The place that a link points out on a page: written into its address, and read from there."""

import re
from typing import Final, Literal

from ingest.page import Page

WRITTEN = re.compile(r"(?P<start>\d{1,9})-(?P<end>\d{1,9})~(?P<version>[0-9a-f]{8})(?:~(?P<section>.+))?")

CHANGED: Final = "changed"
"""Says that the page is not any more what it was when the link was made."""

Found = range | Literal["changed"] | None


def place_of(page: Page, excerpt: str, section: str = "") -> str:
    """The value of `at=` for words of the page's markdown: `<start>-<end>~<version of the page>`, and behind
    another `~` the anchor of the section that they are in, if any.

    "" where the page does not have these words.
    """
    start = page.markdown.find(excerpt) if excerpt else -1
    if start < 0:
        return ""
    place = f"{start}-{start + len(excerpt)}~{_version(page)}"
    return f"{place}~{section}" if section else place


def found_range(page: Page, at: str) -> Found:
    """The characters of the page's markdown that `at=` points out; None for none, or for what is no place.

    CHANGED where the page has changed since, so that other words may stand there now.
    """
    written = WRITTEN.fullmatch(at)
    if written is None:
        return None
    if written["version"] != _version(page):
        return CHANGED
    place = range(int(written["start"]), min(int(written["end"]), len(page.markdown)))
    return place or None


def section_of(at: str) -> str:
    """The anchor of the section in which the place is; "" where `at=` does not name one."""
    written = WRITTEN.fullmatch(at)
    return (written["section"] or "") if written else ""


def _version(page: Page) -> str:
    return page.content_hash[:8]
