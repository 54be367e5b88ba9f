"""How hard a site is asked: few requests at once, their starts spaced."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import anyio


class Pace(Protocol):
    """Says when a request to one site may start.

    Callers may rely on: no two requests start less than `delay` seconds apart, no more run at once than the
    pace was made for, whoever else keeps to it.
    """

    delay: float

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Entered once a request may start; left when its answer was read."""

    async def hold(self, seconds: float) -> None:
        """Let no request start within the next `seconds`."""


PaceOf = Callable[[str, int, float], Pace]
"""Makes the pace of a site: of its host, the requests at once, and the seconds between them."""


@dataclass(slots=True)
class OwnPace:
    """The pace of this process alone."""

    delay: float
    at_once: anyio.CapacityLimiter
    _next: float = 0.0
    _lock: anyio.Lock = field(default_factory=anyio.Lock)

    @classmethod
    def of(cls, _host: str, at_once: int, delay: float) -> "OwnPace":
        """That of a site."""
        return cls(delay, anyio.CapacityLimiter(at_once))

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Entered once a request may start."""
        async with self.at_once:
            async with self._lock:
                while (wait := self._next - anyio.current_time()) > 0:
                    await anyio.sleep(wait)
                self._next = anyio.current_time() + self.delay
            yield

    async def hold(self, seconds: float) -> None:
        """Let no request start within the next `seconds`."""
        self._next = max(self._next, anyio.current_time() + seconds)
