"""The figures of each set, as they are kept in a file and shown."""

import os
import platform
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from index.evaluation.metrics import Latency
from index.evaluation.ranking_metrics import RetrievalFigures, retrieval_figures
from tests.benchmarks.accepted import Compared, Values
from tests.benchmarks.comparison import Comparison, compared
from tests.benchmarks.evaluation_sets import SETS, EvaluationSet
from tests.benchmarks.retrieval_run import LanguageFigures, Run


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of some questions, and their difference from the run that was accepted before."""

    figures: RetrievalFigures
    difference: Comparison | None


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one set: of the whole, and of the held-out half where there is one.

    `command`, `models`, `machine` and `date` (ISO) say how they came about.
    """

    name: str
    whole: Part
    held_out: Part | None
    latency: Latency
    language: LanguageFigures | None
    models: tuple[str, ...]
    command: str
    machine: str
    date: str


def values_of(run: Run) -> Values:
    """What is kept of each question, to compare later runs with."""
    return {id: Compared.of(ranks) for id, ranks in run.ranks.items()}


def row(which: EvaluationSet, run: Run, accepted: Values | None, command: str) -> Row:
    """The row of a set that was asked; `accepted` is the run that it is compared with."""
    return Row(
        name=which.name,
        whole=_part(run, run.ranks, accepted),
        held_out=_part(run, run.held_out, accepted) if run.held_out else None,
        latency=run.latency,
        language=run.language,
        models=run.models,
        command=command,
        machine=machine(),
        date=datetime.now(UTC).date().isoformat(),
    )


def _part(run: Run, questions: Collection[str], accepted: Values | None) -> Part:
    values = {id: value for id, value in values_of(run).items() if id in questions}
    figures = retrieval_figures([run.ranks[id] for id in values])
    return Part(figures, compared(values, accepted))


def machine() -> str:
    """What times belong to."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


_ROWS = TypeAdapter(list[Row])


def read_rows(file: Path) -> list[Row]:
    """The rows in the file, none where there is no file."""
    return _ROWS.validate_json(file.read_bytes()) if file.is_file() else []


def write_rows(file: Path, rows: list[Row]) -> None:
    """Write the rows as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_ROWS.dump_json(rows, indent=2) + b"\n")


def merged(rows: list[Row], new: Row) -> list[Row]:
    """The rows with the new one in place of the former row of its set, in the order of the sets."""
    by_name = {each.name: each for each in (*rows, new)}
    return [by_name[each.name] for each in SETS if each.name in by_name]
