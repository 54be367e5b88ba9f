"""Read JSON lines, plain or gzipped, so that every mistake is told with its file and line."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from index.errors import DatasetError

UNREADABLE = (OSError, EOFError, UnicodeDecodeError, zlib.error)
"""What a damaged or absent file raises, gzipped or not."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line: its fields, and its place (file and line) for the message where a field is wrong.

    Each reader raises DatasetError where the field is of another type.
    """

    place: str
    fields: Mapping[str, object]

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be blank."""
        value = self.fields.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise DatasetError(f"{self.place}: `{name}` must be a text.")
        return value

    def texts(self, name: str, required: bool = False) -> tuple[str, ...]:
        """A list of texts; empty where it is absent, unless it is required."""
        values = self.fields.get(name, None if required else [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise DatasetError(f"{self.place}: `{name}` must be a list of texts.")
        return tuple(values)

    def flag(self, name: str) -> bool | None:
        """True or false; None where it is absent."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, bool):
            raise DatasetError(f"{self.place}: `{name}` must be true or false.")
        return value


def records(file: Path) -> Iterator[Record]:
    """The records of a JSON lines file, each with an `_id` of its own."""
    seen: dict[str, int] = {}
    for number, line in lines(file):
        place = f"{file}, line {number}"
        record = Record(place, _fields(line, place))
        if (first := seen.setdefault(record.text("_id"), number)) != number:
            raise DatasetError(f"{place}: its `_id` is that of line {first}.")
        yield record


def lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold something, numbered from 1. Raises DatasetError where the file cannot be read."""
    try:
        with _opened(file) as stream:
            yield from ((number, line) for number, line in enumerate(stream, 1) if line.strip())
    except UNREADABLE as error:
        raise DatasetError(f"{file} cannot be read ({error}): fetch it again.") from error


def _opened(file: Path) -> IO[str]:
    return gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8")


def _fields(line: str, place: str) -> dict[str, object]:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise DatasetError(f"{place}: this is no JSON ({error.msg}).") from error
    if not isinstance(fields, dict):
        raise DatasetError(f"{place}: expected one JSON object.")
    return fields
