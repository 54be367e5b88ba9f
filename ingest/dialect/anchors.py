"""The fragments that lead to headings."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

EXPLICIT = re.compile(
    r"""<a\s[^>]*?\bid\s*=\s*["']?(?P<id>[^"'\s>]+)|\s\{#(?P<braced>[^}\s]+)\}\s*\Z""", re.IGNORECASE
)
BRACED = re.compile(r"\s*\{#[^}\s]+\}\s*\Z")

VARIATIONS = "\ufe0e\ufe0f\u20e3"
"""Marks that only ever follow an emoji."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Gives out a page's anchors, in the order of its headings, none twice."""

    given: Counter[str] = field(default_factory=Counter)

    def anchor(self, markdown: str, text: str) -> str:
        """The anchor of a heading with this markdown (or HTML) and text."""
        found = EXPLICIT.search(markdown) if "<a" in markdown or "{#" in markdown else None
        if found:
            return found["id"] or found["braced"]
        return self._unique(slug(text))

    def _unique(self, base: str) -> str:
        anchor = base
        while anchor in self.given:
            self.given[base] += 1
            anchor = f"{base}-{self.given[base]}"
        self.given[anchor] = 0
        return anchor


def slug(text: str) -> str:
    """The text in lower case: letters and digits of any script, and hyphens for its spaces."""
    kept = "".join(character for character in text.lower() if _kept(character))
    return re.sub(r"[\s-]+", "-", kept).strip("-")


def _kept(character: str) -> bool:
    if character in "-_" or character.isspace():
        return True
    return unicodedata.category(character)[0] in "LNM" and character not in VARIATIONS
