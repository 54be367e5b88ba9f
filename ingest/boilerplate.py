"""Removes what the platform puts around an author's text: a banner above, instructions for agents below."""

import re

BANNER = re.compile(r"\A\s*(?:^[ \t]{0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
INDEX_LINK = re.compile(r"\]\\?\([^)\s]*llms\.txt|https?://\S+llms\.txt", re.IGNORECASE)
RULE = re.compile(r"^[ \t]{0,3}(?:-[ \t]*){3,}$", re.MULTILINE)
HEADING = re.compile(r"^[ \t]{0,3}\\?(#{1,6})[ \t]+\S.*$", re.MULTILINE)
FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)
REQUEST = re.compile(r"\?ask=\s*(?:\\?[<{\[]|&lt;|&#x3c;|%3c|[^\x00-\x7f])", re.IGNORECASE)
"""`?ask=` with a place-holder (`<question>`, escaped, translated): a question that somebody asks is no
place-holder."""

HEADINGS_MAX = 2
"""`# Agent Instructions` and, in some variants, `## Querying This Documentation`."""

NOT_FOUND = re.compile(r"\A\s*#[ \t]+Page Not Found[ \t]*#*[ \t]*(?:\n|\Z)", re.IGNORECASE)
RECOVERY = re.compile(r"\?ask=|llms\.txt|sitemap\.md|does not exist|may have been moved", re.IGNORECASE)


def strip(markdown: str) -> str:
    """The author's text of a served page: no banner, no trailer, no blank lines at its ends; idempotent."""
    text = markdown.removeprefix("\ufeff")
    while (shorter := _without_trailer(_without_banner(text))) != text:
        text = shorter
    return text


def is_not_found(markdown: str) -> bool:
    """Whether this is the text that the platform sends, with status 200, in place of a missing page.

    A page that its author called "Page Not Found" is told apart by what it lacks: ways to find the right
    page.
    """
    text = _without_banner(markdown.removeprefix("\ufeff"))
    heading = NOT_FOUND.match(text)
    if not heading:
        return False
    body = _without_trailer(text)[heading.end() :]
    return not body.strip() or RECOVERY.search(body) is not None


def _without_banner(text: str) -> str:
    banner = BANNER.match(text)
    if not banner or not INDEX_LINK.search(banner[0]):
        return text
    return text[banner.end() :].lstrip("\r\n")


def _without_trailer(text: str) -> str:
    for rule in RULE.finditer(text):
        if _is_trailer(text[rule.end() :]):
            return text[: rule.start()].rstrip()
    return text.rstrip()


def _is_trailer(tail: str) -> bool:
    """Whether a page's end, read from behind a rule, is the platform's and nothing else.

    It opens with a first-level heading, has no other but the second-level one above its request for
    `?ask=`, no unpaired code fence (then it is an example inside a code block), and no further heading
    below the request.
    """
    headings = list(HEADING.finditer(tail))
    if not headings or len(headings) > HEADINGS_MAX or tail[: headings[0].start()].strip():
        return False
    levels = [len(heading[1]) for heading in headings]
    request = REQUEST.search(tail)
    if levels not in ([1], [1, 2]) or request is None or len(FENCE.findall(tail)) % 2:
        return False
    return headings[-1].end() < request.start()
