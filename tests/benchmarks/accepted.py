"""The accepted run of each set: values by question, to compare later runs with."""

import gzip
import json
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Self

from index.evaluation.ranking_metrics import Ranks

DIGITS = 6
"""Values are rounded, so that they are the same on every machine."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared of one question."""

    ndcg_at_5: float
    hit_at_1: float
    reciprocal_rank: float

    @classmethod
    def of(cls, ranks: Ranks) -> Self:
        """The same of all that was measured."""
        values = (ranks.ndcg_at_5, ranks.hit_at_1, ranks.mrr_at_10)
        return cls(*(round(value, DIGITS) for value in values))


MEASURES = tuple(field.name for field in fields(Compared))

Values = Mapping[str, Compared]
"""By the question's id."""


@dataclass(frozen=True, slots=True)
class AcceptedRuns:
    """A folder with a gzipped JSON file a set: the questions' ids, and their values in the same order."""

    folder: Path

    def read(self, name: str) -> Values | None:
        """The values of the set's accepted run; None where none was accepted yet."""
        file = self._file(name)
        if not file.is_file():
            return None
        columns = json.loads(gzip.decompress(file.read_bytes()))
        rows = zip(*(columns[measure] for measure in MEASURES), strict=True)
        return {id: Compared(*row) for id, row in zip(columns["questions"], rows, strict=True)}

    def write(self, name: str, values: Values) -> None:
        """Accept these values in place of the former ones; equal values give an equal file."""
        columns = {"questions": list(values), **_columns(values.values())}
        text = json.dumps(columns, separators=(",", ":"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._file(name).write_bytes(gzip.compress(text.encode(), mtime=0))

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json.gz"


def _columns(values: Collection[Compared]) -> dict[str, list[float]]:
    rows = [astuple(each) for each in values]
    return {measure: [row[at] for row in rows] for at, measure in enumerate(MEASURES)}
