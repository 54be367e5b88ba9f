"""Measure what steers a search: python -m tests.benchmarks.steering DATA

The history of a conversation (MTRAG), the page that a question is asked from, and the goal that it serves.
All is asked through the code that serves users. Each table compares variants of one run question by question.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.errors import AskdocsError
from service.console import watching
from service.settings import read_settings
from service.wiring import Workspace
from tests.benchmarks import steering_goal, steering_history, steering_page
from tests.benchmarks.steering_set import Sets

MEASURES: Mapping[str, Callable[[Sets], str]] = {
    "history": steering_history.measured,
    "page": steering_page.measured,
    "goal": steering_goal.measured,
}


def arguments(given: list[str]) -> Namespace:
    """The command line, read; ends the program where it makes no sense."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.steering", description="Measure steering.")
    option = parser.add_argument
    option("labelled", type=Path, metavar="DATA", help="folder of the labelled data sets")
    option("--only", nargs="+", default=list(MEASURES), choices=list(MEASURES), help="measure these only")
    option("--limit", type=int, help="the first questions of each set only")
    option("--data", type=Path, dest="installation", help="folder of indexes and models (data/var)")
    return parser.parse_args(given)


def main(given: list[str]) -> None:
    """Measure and print."""
    found = arguments(given)
    try:
        workspace = Workspace(read_settings(data=found.installation))
        with watching("steering") as watcher:
            sets = Sets(workspace, found.labelled, watcher, found.limit)
            for name in found.only:
                print(MEASURES[name](sets), end="\n\n", flush=True)
    except AskdocsError as error:
        sys.exit(f"steering: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
