"""Cursors: where the next page of a list begins, and in what."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from starlette.exceptions import HTTPException

WRONG = "The cursor is none that this request gave: begin again without it."
GONE = "The index is of generation {live} now, and the cursor of {then}: begin again without it."


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: a generation of the index, and what was `asked` of it; equal ones are equal lists."""

    generation: int
    asked: Sequence[object]

    def cursor(self, offset: int) -> str:
        """What a client sends back to go on from there."""
        text = f"{offset}.{self.generation}.{self._digest}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def offset(self, cursor: str) -> int:
        """Where a cursor of this listing begins, 0 for "".

        Raises HTTPException: 400 for a cursor of another list, 410 for one of another generation.
        """
        if not cursor:
            return 0
        offset, generation, digest = _parts(cursor)
        if digest != self._digest:
            raise HTTPException(400, WRONG)
        if generation != self.generation:
            raise HTTPException(410, GONE.format(live=self.generation, then=generation))
        return offset

    @property
    def _digest(self) -> str:
        return sha256(repr(tuple(self.asked)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _parts(cursor: str) -> tuple[int, int, str]:
    try:
        text = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
        offset, generation, digest = text.split(".")
        return abs(int(offset)), int(generation), digest
    except (ValueError, binascii.Error) as error:
        raise HTTPException(400, WRONG) from error
