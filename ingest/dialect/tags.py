"""The tags that stand around blocks: `{% name attr="..." %}`, and the HTML elements that hold markdown."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.dialect.names import attribute_name, tag_name

BRACES = re.compile(r"\\?\{%(?P<body>(?:[^%]|%(?!\\?\}))*)%\\?\}")
BODY = re.compile(r"\s*-?\s*(?P<name>[@\w/.-]+)(?P<rest>.*?)-?\s*\Z", re.DOTALL)
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s"'>]+)""", re.DOTALL)
WRAPPER = re.compile(
    r"<(?P<closing>/?)(?P<name>details|div|section|center|article)(?P<rest>(?=[\s/>])[^>]*)>", re.IGNORECASE
)
SUMMARY = re.compile(r"<summary(?=[\s>])[^>]*>(?P<text>.{0,2000}?)</summary\s*>", re.IGNORECASE | re.DOTALL)
LONGEST = 20_000
"""Characters: a diagram stands in an attribute; what is longer is a `{%` that was never closed."""

NESTED_MAX = 30
"""Pairs nested deeper keep their text and lose their meaning."""

HTML = frozenset({"div", "section", "center", "article"})
"""Elements that hold markdown and show nothing of their own."""

REQUESTS = ("openapi", "swagger", "api-method")
"""Tags whose names begin so describe an HTTP operation, in their attributes."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag at [start, end). A `summary` carries its HTML as attribute `text`."""

    name: str
    closing: bool
    attributes: tuple[tuple[str, str], ...]
    start: int
    end: int

    def get(self, *names: str) -> str:
        """The first of these attributes that has a value, or ""."""
        found = dict(self.attributes)
        return next((found[name] for name in names if found.get(name)), "")

    @property
    def label(self) -> str:
        """The title that its attributes give: of an update, the date first."""
        if self.name == "update":
            return " ".join(filter(None, (self.get("date"), self.get("title"))))
        return "" if self.name in HTML else self.get("title", "description")

    @property
    def is_request(self) -> bool:
        """Whether it describes an HTTP operation."""
        return self.name.startswith(REQUESTS)


def tag_at(text: str, start: int, limit: int) -> Tag | None:
    """The tag that begins exactly here, if one does."""
    if text.startswith(("{%", "\\{%"), start):
        return _braces(text, start, min(limit, start + LONGEST))
    if not text.startswith("<", start):
        return None
    if wrapper := WRAPPER.match(text, start, limit):
        name = wrapper["name"].lower()
        return Tag(name, bool(wrapper["closing"]), attributes(wrapper["rest"]), start, wrapper.end())
    if summary := SUMMARY.match(text, start, limit):
        return Tag("summary", False, (("text", summary["text"]),), start, summary.end())
    return None


def attributes(text: str) -> tuple[tuple[str, str], ...]:
    """The `name="value"` pairs of a tag, values without quotes, entities and escapes."""
    return tuple((attribute_name(found[1]), _value(found[2])) for found in ATTRIBUTE.finditer(text))


def pairs(tags: Sequence[Tag | None]) -> dict[int, int]:
    """Which opening tag is closed by which, by position; tags that have no partner are in no pair."""
    found: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    for position, tag in enumerate(tags):
        if tag is None or tag.name == "summary":
            continue
        if not tag.closing:
            opened.append((tag.name, position))
        elif (depth := _depth(opened, tag.name)) >= 0:
            if depth < NESTED_MAX:
                found[opened[depth][1]] = position
            del opened[depth:]
    return found


def request_text(tag: Tag) -> str:
    """What the attributes of a tag say of an HTTP operation, in reading order, on one line."""
    method, path = tag.get("method").upper(), tag.get("path")
    others = ("name", "status", "in", "type", "schemas", "title", "summary", "description")
    rest = (tag.get(name) for name in others)
    return " ".join(filter(None, (method, path, *rest)))


def _braces(text: str, start: int, limit: int) -> Tag | None:
    braces = BRACES.match(text, start, limit)
    body = BODY.match(braces["body"]) if braces else None
    if braces is None:
        return None
    if body is None:
        return Tag("", False, (), start, braces.end())
    name, closing = tag_name(body["name"], body["rest"])
    return Tag(name, closing, attributes(body["rest"]), start, braces.end())


def _value(quoted: str) -> str:
    value = quoted[1:-1] if quoted[0] in "\"'" else quoted
    value = html.unescape(value).replace("\\n", "\n") if "&" in value or "\\n" in value else value
    value = re.sub(r"\\(?=[\"'\\])", "", value).strip()
    return value[1:-1] if value.startswith("<") and value.endswith(">") else value


def _depth(opened: Sequence[tuple[str, int]], name: str) -> int:
    candidates: Iterator[int] = reversed(range(len(opened)))
    return next((depth for depth in candidates if opened[depth][0] == name), -1)
