"""The coded tokens of one language's passages, of one embedder: rows in a file, mapped by readers."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store import PassageTokens
from index.stores.marks import marked, marks_of
from index.token_codes import Codes, Starts


class TokenWriter:
    """Writes new files beside `path`, one passage after the other."""

    def __init__(self, path: Path, dimension: int) -> None:
        self._path = path
        self._width = dimension // 2
        self._count, self._rows = 0, 0
        self._codes, self._marks = _codes_path(path).open("xb"), _marks_path(path).open("xb")
        self._ends = _ends_path(path).open("xb")

    def __len__(self) -> int:
        return self._count

    @property
    def dimension(self) -> int:
        """Length of a token's vector."""
        return 2 * self._width

    def append(self, passages: Iterable[PassageTokens]) -> None:
        """Add passages, whose codes must be of the file's dimension."""
        for each in passages:
            self._codes.write(np.ascontiguousarray(each.codes).data)
            self._marks.write(marks_of(each).data)
            self._count, self._rows = self._count + 1, self._rows + len(each.codes)
            self._ends.write(np.int64(self._rows).tobytes())

    def finish(self, numbers: NDArray[np.int64]) -> None:
        """Write everything out; `numbers` are those of the passages, ascending."""
        self.close()
        numbers.astype(np.int64).tofile(_numbers_path(self._path))
        np.savez(self._path, count=self._count, rows=self._rows, width=self._width)

    def close(self) -> None:
        """Let go of the files. Safe to call twice."""
        self._codes.close()
        self._marks.close()
        self._ends.close()


class TokenIndex:
    """Reads what was written. The files are mapped: the processes of one machine share their memory."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file, np.load(file) as stored:  # numpy would not close it where it is damaged
            count, rows, width = int(stored["count"]), int(stored["rows"]), int(stored["width"])
        self._numbers = _mapped(_numbers_path(path), np.int64).reshape(count)
        self._ends = _mapped(_ends_path(path), np.int64).reshape(count)
        self._codes: Codes = _mapped(_codes_path(path), np.uint8).reshape(rows, width)
        self._marks: Starts = _mapped(_marks_path(path), np.uint16).reshape(rows)

    def of(self, numbers: Sequence[int]) -> list[PassageTokens]:
        """The tokens of the passages with these numbers, which must all be here, in this order."""
        return [self._one(int(place)) for place in np.searchsorted(self._numbers, numbers)]

    def _one(self, place: int) -> PassageTokens:
        rows = slice(self._ends[place - 1] if place else 0, self._ends[place])
        return marked(self._codes[rows], self._marks[rows])


def _mapped(path: Path, kind: type[np.integer[Any]]) -> NDArray[Any]:
    if not path.stat().st_size:  # an empty file cannot be mapped
        return np.zeros(0, kind)
    return np.asarray(np.memmap(path, kind, "r"))  # a plain array over it: a memmap takes long to slice


def _codes_path(path: Path) -> Path:
    return path.with_suffix(".codes")


def _marks_path(path: Path) -> Path:
    return path.with_suffix(".marks")


def _ends_path(path: Path) -> Path:
    return path.with_suffix(".ends")


def _numbers_path(path: Path) -> Path:
    return path.with_suffix(".numbers")
