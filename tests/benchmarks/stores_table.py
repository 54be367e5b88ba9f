"""Figures of stores side by side, told one by one as they come and as a table in the end."""

import sys
from collections import defaultdict
from collections.abc import Sequence

import numpy as np


class Table:
    """A column a store, a row a figure, in the order in which they came."""

    def __init__(self, title: str, stores: Sequence[str]) -> None:
        self._title, self._stores = title, stores
        self._rows: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def add(self, store: str, figure: str, told: str) -> None:
        """One more."""
        self._rows[figure][store] = told
        print(f"{self._title}, {store}: {figure} {told}", file=sys.stderr, flush=True)

    def add_times(self, store: str, figure: str, milliseconds: Sequence[float]) -> None:
        """The median and the 99th percentile."""
        p50, p99 = np.percentile(milliseconds, [50, 99])
        self.add(store, f"{figure}, ms, p50 / p99", f"{p50:.1f} / {p99:.1f}")

    def markdown(self) -> str:
        """All of it; a store that has no such figure has a dash."""
        head = [
            f"| {self._title} | {' | '.join(self._stores)} |",
            f"| --- |{' ---: |' * len(self._stores)}",
        ]
        rows = (
            f"| {figure} | {' | '.join(told.get(store, '-') for store in self._stores)} |"
            for figure, told in self._rows.items()
        )
        return "\n".join([*head, *rows])
