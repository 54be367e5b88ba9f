"""What to call the target of a link that shows its address instead of words."""

import re
from collections.abc import Callable

from ingest.address import last_segment

TitleOf = Callable[[str], str | None]
"""The title of the page that a target, as written, leads to; None where it leads to no known page."""

BROKEN = re.compile(r"(?:broken://|/?broken/pages?/|broken-reference\b)", re.IGNORECASE)
"""What the platform writes for the address of a page that is gone."""

PAGE_FILE = re.compile(r"\S+\.md(?:#\S*)?|\.{1,2}(?:/\.{0,2})*|/", re.IGNORECASE)


def unknown(target: str) -> None:
    """Knows no page."""
    del target


def is_broken(target: str) -> bool:
    """Whether a link leads to a page that is gone."""
    return BROKEN.match(target) is not None


def is_address(text: str, target: str) -> bool:
    """Whether a link's text is no words but the name of the file, or the path, that it leads to."""
    if PAGE_FILE.fullmatch(text) or is_broken(text):
        return True
    return text == target and "/" in text and "://" not in text


def link_text(text: str, target: str, title_of: TitleOf, *, mention: bool = False) -> str:
    """What a reader sees of a link: the title of the page that is mentioned, or the link's own words.

    The address of a page that is gone is shown to nobody; a mention of a heading shows the heading.
    """
    if not mention and not is_address(text, target):
        return text
    if is_broken(target):
        return "" if is_address(text, target) else text
    if mention and text.startswith("#"):
        return last_segment(text[1:])
    return title_of(target) or text


def reference_text(text: str, target: str, title_of: TitleOf) -> str:
    """What a reader sees of a block that is one reference: the page's title, its words, or its address as
    words.
    """
    if is_broken(target):
        return "" if is_address(text, target) else text
    if title := title_of(target):
        return title
    return text if text and not _is_path(text) else readable(target) or text


def readable(target: str) -> str:
    """What to call an address that has no text: its last segment as words, or its host."""
    path = re.split(r"[?#]", target, maxsplit=1)[0].strip()
    segment = path.rstrip("/").rpartition("/")[2]
    if "://" in target and not re.search(r"[a-z]{2,}[-_. ][a-z]|^[a-z]{4,}$", segment.removeprefix("watch")):
        return target.split("://", 1)[1].split("/", 1)[0].removeprefix("www.")
    if segment.lower() == "readme.md":
        path = path.rstrip("/").rpartition("/")[0]
    return last_segment(path.removesuffix(".md")) if path.strip("/") else ""


def _is_path(text: str) -> bool:
    return " " not in text and ("/" in text or text.endswith(".md"))
