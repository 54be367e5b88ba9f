"""What was measured on corpora of several sizes, as a table for people."""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import faiss

from index.evaluation.metrics import latency
from index.stores.dense import Kind
from tests.benchmarks.scale_build import Built
from tests.benchmarks.scale_search import NEAREST, Searched


@dataclass(frozen=True, slots=True)
class Measured:
    """A corpus of `size` passages, built and asked; `recall` is that of the vectors nearest to a question."""

    size: int
    kind: Kind
    built: Built
    searched: Searched
    recall: float


def machine() -> str:
    """Where it was measured."""
    python, threads = platform.python_version(), faiss.omp_get_max_threads()
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {python}, faiss builds with {threads} threads"
    )


def table(measured: Sequence[Measured]) -> str:
    """Markdown: a column a size, a row a figure."""
    rows = [
        ("passages", [f"{each.size:,}" for each in measured]),
        ("---", ["---:"] * len(measured)),
        *((name, [told(each) for each in measured]) for name, told in _figures(measured[0])),
    ]
    lines = (f"| {name} | {' | '.join(cells)} |" for name, cells in rows)
    note = "Passages beyond those of the open sets are recombined from two of them."
    return "\n".join([*lines, "", f"{machine()}. {note}"])


def _figures(first: Measured) -> Iterator[tuple[str, Callable[[Measured], str]]]:
    """Names of figures, and how to tell each; all have those that the first one has."""
    yield "dense index", lambda each: each.kind
    yield from ((f"build, s: {part}", _seconds(part)) for part in first.built.seconds)
    yield "build, s: whole", lambda each: f"{sum(each.built.seconds.values()):.1f}"
    yield from ((f"disk, MB: {kind}", _megabytes(kind)) for kind in first.built.bytes)
    yield "disk, bytes a passage", lambda each: f"{sum(each.built.bytes.values()) / each.size:,.0f}"
    yield from _memory()
    yield from ((f"ms, p50 / p95: {stage}", _latency(stage)) for stage in first.searched.milliseconds)
    yield f"dense recall@{NEAREST}", lambda each: f"{each.recall:.4f}"


def _memory() -> Iterator[tuple[str, Callable[[Measured], str]]]:
    yield "build, MB: before", lambda each: f"{each.built.before.resident:,.0f}"
    yield "build, MB: peak", lambda each: f"{each.built.after.peak:,.0f}"
    yield "search, MB: own, model alone", lambda each: f"{each.searched.model.own:,.0f}"
    yield "search, MB: own", lambda each: f"{each.searched.after.own:,.0f}"
    yield "search, MB: mapped", lambda each: f"{each.searched.after.mapped:,.0f}"
    yield "search, MB: proportional", lambda each: f"{each.searched.after.proportional:,.0f}"
    yield "search, MB: peak", lambda each: f"{each.searched.after.peak:,.0f}"


def _seconds(part: str) -> Callable[[Measured], str]:
    return lambda each: f"{each.built.seconds[part]:.1f}"


def _megabytes(kind: str) -> Callable[[Measured], str]:
    return lambda each: f"{each.built.bytes[kind] / 1e6:,.1f}"


def _latency(stage: str) -> Callable[[Measured], str]:
    def told(measured: Measured) -> str:
        found = latency(measured.searched.milliseconds[stage])
        return f"{found.p50:.1f} / {found.p95:.1f}"

    return told
