"""What a client wants to read: HTML, markdown, plain text or JSON."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """The forms that a response comes in."""

    HTML = "text/html"
    MARKDOWN = "text/markdown"
    PLAIN = "text/plain"
    JSON = "application/json"


SUFFIXES = {".md": Form.MARKDOWN, ".json": Form.JSON}
"""Endings of an address that ask for a form."""

_NAMES = {
    Form.HTML: ("text/html",),
    Form.MARKDOWN: ("text/markdown", "text/x-markdown"),
    Form.PLAIN: ("text/plain",),
    Form.JSON: ("application/json",),
}
_CANNOT_READ_MARKDOWN = "ChatGPT-User"
"""An agent that refuses `text/markdown` and reads the same text as `text/plain`."""

_RANGE = re.compile(r'(?:[^,"]|"[^"]*"?)+')
_QUALITY = re.compile(r";\s*q\s*=\s*([^;\s]*)\s*(?:;|$)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@dataclass(frozen=True, slots=True, order=True)
class Liking:
    """How much a client wants a form: its quality, then how exactly and how early it is named."""

    quality: float = 0.0
    exactness: int = 0
    earliness: int = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """An `Accept` header (RFC 9110, 12.5.1): media ranges by name, in lower case.

    A missing header accepts everything. What it says of parameters other than `q` is passed over.
    """

    ranges: dict[str, Liking]

    @classmethod
    def parse(cls, header: str) -> "Accepted":
        """The header's ranges, of one that is named twice the first; a quality that is no number is 0."""
        ranges: dict[str, Liking] = {}
        for place, part in enumerate(_RANGE.findall(header if header.strip() else "*/*")):
            name = part.partition(";")[0].strip().lower()
            exactness = 0 if name == "*/*" else 1 if name.endswith("/*") else 2
            ranges.setdefault(name, Liking(_quality(part), exactness, -place))
        return cls(ranges)

    def liking(self, form: Form) -> Liking:
        """How much the form is wanted: what the most exact range that matches it says."""
        return max(map(self._of_name, _NAMES[form]))

    def _of_name(self, name: str) -> Liking:
        family = f"{name.partition('/')[0]}/*"
        matching = (self.ranges[each] for each in (name, family, "*/*") if each in self.ranges)
        return next(matching, Liking())


def wanted(accept: str, user_agent: str, suffix: str = "") -> Form:
    """The form for a request: by its headers, and by the ending of its path ("" for none).

    `.json` is JSON. JSON and plain text come where they are wanted more than what else could be had, markdown
    where the path ends in `.md` or where it is wanted more than HTML: of a higher quality, else named more
    exactly, else named first. Where nothing decides, or nothing that there is will do, HTML, or markdown at
    `.md`.
    """
    if suffix == ".json":
        return Form.JSON
    accepted = Accepted.parse(accept)
    html, markdown = accepted.liking(Form.HTML), accepted.liking(Form.MARKDOWN)
    usual = markdown if suffix else max(markdown, html)
    others = {form: accepted.liking(form).quality for form in (Form.JSON, Form.PLAIN)}
    form = max(others, key=lambda each: others[each])
    if others[form] > usual.quality:
        return form
    if suffix or markdown > html:
        return Form.PLAIN if _CANNOT_READ_MARKDOWN in user_agent else Form.MARKDOWN
    return Form.HTML


def _quality(media_range: str) -> float:
    said = _QUALITY.search(media_range)
    if not said:
        return 1.0
    return float(said[1]) if _NUMBER.fullmatch(said[1]) else 0.0
