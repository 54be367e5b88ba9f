"""Cuts a text that comes in pieces into sentences, each as soon as it is sure where it ends."""

import re
from dataclasses import dataclass

from ingest.sentences import PROTECTED, spans
from service.grounding.claim import MARKS

OPEN = re.compile(r"`|<[^<>\n]*\Z|\{%|\]\([^()]*\Z|!?\[[^\[\]]*\Z")
"""What begins something that no sentence ends in, and may still be closed."""

_GLUED = re.compile(rf"(?<=[.!?…])(?={MARKS.pattern})")
"""Where a mark stands so close to a full stop that it is not taken for one."""

_MARKS_BEHIND = re.compile(rf"(?:\s*{MARKS.pattern})*")
_MARKS_TO_COME = re.compile(rf"(?:{MARKS.pattern}|\s)*(?:[\[【][\d\s,;]*)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the marks that stand behind it, and the white space before it."""

    gap: str
    text: str


@dataclass(slots=True)
class SentenceStream:
    """Takes pieces and gives sentences; how the text was cut into pieces makes no difference."""

    _text: str = ""

    def feed(self, piece: str) -> list[Said]:
        """The sentences that ended with this piece."""
        self._text = _GLUED.sub(" ", self._text + piece)
        return self._cut(sure=True)

    def end(self) -> list[Said]:
        """The sentences that are left when nothing more comes."""
        return self._cut(sure=False)

    def _cut(self, *, sure: bool) -> list[Said]:
        found = []
        while end := _first_end(self._text, sure=sure):
            text = self._text[:end]
            bare = text.lstrip()
            found.append(Said(text[: len(text) - len(bare)], bare.rstrip()))
            self._text = self._text[end:]
        return found


def _first_end(text: str, *, sure: bool) -> int:
    """Where the first sentence ends, with its marks; 0 where none does, or not for certain if `sure`."""
    found = spans(text)
    if not found:
        return 0
    marks = _MARKS_BEHIND.match(text, found[0][1])
    end = marks.end() if marks else found[0][1]
    behind = text[end:]
    if not sure:
        return end
    undecided = _MARKS_TO_COME.fullmatch(behind) or not any(map(str.isalnum, behind))
    return 0 if undecided or OPEN.search(PROTECTED.sub("", text[:end])) else end
