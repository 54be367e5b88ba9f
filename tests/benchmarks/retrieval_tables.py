"""The figures of retrieval as markdown tables."""

from collections.abc import Iterator, Sequence

from index.evaluation.bootstrap import Interval
from index.evaluation.ranking_metrics import RetrievalFigures
from tests.benchmarks.comparison import Comparison, Difference
from tests.benchmarks.evaluation_sets import SETS
from tests.benchmarks.retrieval_rows import Part, Row
from tests.benchmarks.retrieval_run import LanguageFigures

COLUMNS = {
    "nDCG@5": "ndcg_at_5",
    "recall@5": "recall_at_5",
    "hit@1": "hit_at_1",
    "hit@5": "hit_at_5",
    "MRR@10": "mrr_at_10",
}

BY_NAME = {each.name: each for each in SETS}

Cells = tuple[str, ...]


def tables(rows: Sequence[Row]) -> str:
    """All that is to be read of these rows, with the command and the machine of each."""
    return f"{summary(rows)}\n\n{_origins(rows)}"


def summary(rows: Sequence[Row]) -> str:
    """The figures, what has changed, and what was tuned on each set."""
    parts = (_figures(rows), _differences(rows), _notes(rows))
    return "\n\n".join(part for part in parts if part)


def _figures(rows: Sequence[Row]) -> str:
    head = ("set", "questions", "n", *COLUMNS, "language", "p50 / p95 ms")
    return _table(head, [cells for row in rows for cells in _row(row)])


def _row(row: Row) -> Iterator[Cells]:
    times = f"{row.latency.p50:.0f} / {row.latency.p95:.0f}"
    yield (_title(row), "all", *_measures(row.whole.figures), _language(row.language), times)
    if row.held_out:
        yield (_title(row), "held out", *_measures(row.held_out.figures), "", "")


def _measures(figures: RetrievalFigures) -> Cells:
    means = (
        f"{short(getattr(figures, name))} {_interval(getattr(figures.intervals, name))}"
        for name in COLUMNS.values()
    )
    return (str(figures.questions), *means)


def _language(found: LanguageFigures | None) -> str:
    return f"{short(found.accuracy)} of {found.choices}" if found else ""


def _differences(rows: Sequence[Row]) -> str:
    """Against the run that was accepted before; "" where none was."""
    cells = [
        (_title(row), part, *_changes(found.difference))
        for row in rows
        for part, found in _parts(row)
        if found.difference
    ]
    head = ("against the run accepted before", "questions", "n", "nDCG@5 (p)", "hit@1 (p)", "MRR@10 (p)")
    return _table(head, cells) if cells else ""


def _parts(row: Row) -> Iterator[tuple[str, Part]]:
    yield "all", row.whole
    if row.held_out:
        yield "held out", row.held_out


def _changes(found: Comparison) -> Cells:
    differences = (found.ndcg_at_5, found.hit_at_1, found.reciprocal_rank)
    return (str(found.questions), *map(_change, differences))


def _change(difference: Difference) -> str:
    sign = "-" if difference.mean < 0 else "+"
    return f"{sign}{short(abs(difference.mean))} ({_p(difference.p)})"


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else short(value)


def _notes(rows: Sequence[Row]) -> str:
    return "\n".join(f"- {_title(row)}: {BY_NAME[row.name].note}." for row in rows)


def _origins(rows: Sequence[Row]) -> str:
    """How each row came about."""
    cells = [(_title(row), f"`{row.command}`", row.machine, row.date) for row in rows]
    return _table(("set", "command", "machine", "date"), cells)


def _title(row: Row) -> str:
    return BY_NAME[row.name].title


def _interval(interval: Interval) -> str:
    return f"[{short(interval[0])}, {short(interval[1])}]"


def short(value: float) -> str:
    """A share with three digits: .123, 1.000."""
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def _table(head: Sequence[str], rows: Sequence[Cells]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
