"""Marks at the front of list items, and paragraphs that are nothing but an image."""

import re

MARKER = re.compile(r"(?:[*+-]|\d{1,9}[.)])[ \t]*")
TASK = re.compile(r"\[[ xX]\][ \t]+")
IMAGE = re.compile(r"(?:!\[[^\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|<img\b[^>]*>)\s*\Z")


def after_marker(text: str, start: int, end: int) -> int:
    """The offset behind the list marker that begins at `start`."""
    marker = MARKER.match(text, start, end)
    return marker.end() if marker else start


def task_text(text: str) -> str:
    """An item's text without the box of a task list."""
    return TASK.sub("", text, count=1) if TASK.match(text) else text


def is_image(markdown: str) -> bool:
    """Whether a paragraph is one image and nothing else."""
    return markdown.startswith(("![", "<img")) and IMAGE.match(markdown) is not None
