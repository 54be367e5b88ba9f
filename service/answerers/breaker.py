"""The circuit breaker: stops asking a server that fails, until it had time to recover."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

Clock = Callable[[], float]
"""Seconds that never go back."""

FAILURES = 3
"""So many failures in a row open it."""

PAUSE_S = 30.0
"""How long nothing is then tried; one call may after that, and the next ones if it succeeds."""


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row. Calls from several threads are safe."""

    clock: Clock = monotonic
    failures: int = FAILURES
    pause: float = PAUSE_S
    _failed: int = 0
    _closed_until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def admits(self) -> bool:
        """Whether a call may be tried. After a pause the first one may: it begins the next pause."""
        with self._lock:
            if self._failed < self.failures:
                return True
            if self.clock() < self._closed_until:
                return False
            self._closed_until = self.clock() + self.pause
            return True

    def succeeded(self) -> None:
        """A call went well."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """A call failed."""
        with self._lock:
            self._failed += 1
            self._closed_until = self.clock() + self.pause
