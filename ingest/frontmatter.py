"""Reads the YAML front matter of pages that come from a git repository."""

import re
from dataclasses import dataclass

import yaml

BLOCK = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>(?:.*\r?\n)*?)---[ \t]*(?:\r?\n|\Z)")
KEY = re.compile(r"\s*(?:#.*\n\s*)*[\w\"'-]+[ \t]*:(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What front matter says of its page, empty where nothing; a `hidden` page is in no table of contents."""

    title: str = ""
    description: str = ""
    hidden: bool = False


def read(markdown: str) -> tuple[FrontMatter, str]:
    """The front matter, and the markdown behind it.

    Broken YAML is no error: the fields are empty. Text between two rules that has no `key:` is the
    author's, and stays.
    """
    block = BLOCK.match(markdown)
    if block is None or (block["yaml"].strip() and not KEY.match(block["yaml"])):
        return FrontMatter(), markdown
    fields = _fields(block["yaml"])
    matter = FrontMatter(
        _line(fields.get("title")), _line(fields.get("description")), fields.get("hidden") is True
    )
    return matter, markdown[block.end() :].lstrip("\r\n")


def _fields(text: str) -> dict[object, object]:
    try:
        fields = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _line(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and value is not True else ""
