"""How a site writes a word in its titles and headings: the folder `faq` is FAQ, `integracoes` Integrações."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.address import last_segment
from ingest.page import Page

HEADING = re.compile(r"^#{1,6} .+", re.MULTILINE)
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words that mostly have accents, or a capital behind their first letter, by how an address has them."""

    written: Mapping[str, str]

    @classmethod
    def of(cls, counts: Counter[str]) -> "Spelling":
        """That of words as they stand in the site, counted; of each the way that is used most."""
        usual: dict[str, str] = {}
        for word, _ in counts.most_common():
            usual.setdefault(_bare(word), word)
        ways = {word: way if way[1:] != way[1:].lower() else way.lower() for word, way in usual.items()}
        return cls({word: way for word, way in ways.items() if way != word})

    def title(self, path: str) -> str:
        """A readable title from the last segment of an address."""
        first, *others = (self.written.get(_bare(word), word) for word in last_segment(path).split(" "))
        return " ".join([first.capitalize() if first.islower() else first, *others])


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def headline_words(page: Page) -> Iterator[str]:
    """The words of a page's title and headings: to read all of its text would take a large site seconds."""
    for line in (page.title, *HEADING.findall(page.markdown)):
        yield from WORD.findall(line)
