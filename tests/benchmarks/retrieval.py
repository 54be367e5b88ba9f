"""Measure retrieval on all open sets: python -m tests.benchmarks.retrieval DATA

Questions are asked through the code that serves users, no answers are made. Each set's figures are printed,
and compared with its accepted run question by question. Those of a run of all sets also go into
`docs/evaluation.md` and, raw, into `docs/evaluation/retrieval.json`. A run of some sets, of the first
questions, or without a stage is only printed. With `--accept` the rows of the sets asked, some or all, are
written, and later runs are compared with them.
"""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

from index.stage import Stage
from ingest.errors import AskdocsError
from service.console import watching
from service.evaluate import Watcher
from service.settings import read_settings
from service.wiring import Workspace
from tests.benchmarks.accepted import AcceptedRuns
from tests.benchmarks.evaluation_sets import SETS, EvaluationSet, named
from tests.benchmarks.marked import MarkedPart, MarkersError
from tests.benchmarks.retrieval_rows import Row, merged, read_rows, row, values_of, write_rows
from tests.benchmarks.retrieval_run import Options, Run, run
from tests.benchmarks.retrieval_tables import summary, tables

DOCS = Path(__file__).resolve().parents[2] / "docs"


@dataclass(frozen=True, slots=True)
class Records:
    """What is kept of runs, below a folder of documentation."""

    docs: Path

    @property
    def accepted(self) -> AcceptedRuns:
        """The values of each accepted run by question."""
        return AcceptedRuns(self.docs / "evaluation" / "accepted")

    @property
    def page(self) -> MarkedPart:
        """The tables that people read."""
        return MarkedPart(self.docs / "evaluation.md", "retrieval")

    def publish(self, new: Row) -> None:
        """Put the row in place of the former one of its set, in the file of raw figures and on the page."""
        file = self.docs / "evaluation" / "retrieval.json"
        rows = merged(read_rows(file), new)
        write_rows(file, rows)
        self.page.write(tables(rows))


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Sets to ask; `publish` writes their figures, `accept` keeps the values to compare later runs with."""

    sets: list[EvaluationSet]
    options: Options
    publish: bool
    accept: bool

    @classmethod
    def of(cls, given: Namespace) -> "Benchmark":
        """What the command line asks for."""
        options = Options(given.limit, frozenset(given.without))
        publish = options.whole and (given.accept or not given.sets)
        return cls(named(given.sets), options, publish, given.accept)

    def run(self, workspace: Workspace, data: Path, records: Records, watcher: Watcher) -> None:
        """Ask each set in turn; what is measured is kept even if a later set fails."""
        if self.publish:
            records.page.check()
        for which in self.sets:
            found = run(workspace, data, which, self.options, watcher)
            self._report(which, found, records)

    def _report(self, which: EvaluationSet, found: Run, records: Records) -> None:
        new = row(which, found, records.accepted.read(which.name), self._command(which))
        print(summary([new]), end="\n\n", flush=True)
        if self.publish:
            records.publish(new)
        if self.accept:
            records.accepted.write(which.name, values_of(found))

    def _command(self, which: EvaluationSet) -> str:
        """What measures this set alone in the same way."""
        limit = f" --limit {self.options.limit}" if self.options.limit else ""
        without = "".join(f" {stage}" for stage in sorted(self.options.without))
        left_out = f" --without{without}" if without else ""
        return f"python -m tests.benchmarks.retrieval DATA --sets {which.name}{limit}{left_out}"


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.benchmarks.retrieval", description="Measure retrieval.")
    option = parser.add_argument
    option("labelled", type=Path, metavar="DATA", help="folder of the labelled data sets")
    option("--sets", nargs="+", default=[], choices=[each.name for each in SETS], help="these sets only")
    option("--limit", type=int, help="the first questions of each set only")
    option("--without", nargs="+", default=[], type=Stage, choices=list(Stage), help="leave stages out")
    option("--accept", action="store_true", help="compare later runs with this one")
    option("--data", type=Path, dest="installation", help="folder of indexes and models (data/var)")
    return parser


def arguments(given: list[str]) -> Namespace:
    """The command line, read; ends the program where it makes no sense."""
    parser = _parser()
    found = parser.parse_args(given)
    if found.limit is not None and found.limit < 1:
        parser.error("--limit must be at least 1")
    if found.accept and (found.limit or found.without):
        parser.error("only whole sets can be accepted: leave out --limit and --without")
    return found


def main(given: list[str]) -> None:
    """Measure and print."""
    found = arguments(given)
    try:
        workspace = Workspace(read_settings(data=found.installation))
        with watching("retrieval") as watcher:
            Benchmark.of(found).run(workspace, found.labelled, Records(DOCS), watcher)
    except (AskdocsError, MarkersError) as error:
        sys.exit(f"retrieval: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
