"""Makes insights in the background and remembers them, so that nobody's request waits for long."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from cachetools import TTLCache

from service.insights.insights import Analyst, Insights

KEPT_S = 600.0
"""What is remembered so long is made anew, though nothing seems to have changed."""

Key = tuple[int, tuple[object, ...]]


@dataclass(slots=True)
class Background:
    """One analyst at work, in a thread of its own, on one thing after the other."""

    analyst: Analyst
    now: Callable[[], float] = monotonic
    _thread: ThreadPoolExecutor = field(init=False)
    _made: TTLCache[Key, Future[Insights]] = field(init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "insights")
        self._made = TTLCache(16, KEPT_S, self.now)

    def insights(self, days: int, patience: float) -> Insights | None:
        """Those of the last days; None where they are not ready within so many seconds: ask again.

        Raises NoIndexError while nothing is indexed.
        """
        try:
            return self._future((days, self.analyst.state())).result(patience)
        except TimeoutError:
            return None

    def _future(self, key: Key) -> Future[Insights]:
        with self._lock:
            future = self._made.get(key)
            if future is None or (future.done() and future.exception()):
                future = self._made[key] = self._thread.submit(self.analyst.insights, key[0])
            return future
