"""A bounded memory in which equal things that are asked for at the same time are made once."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from enum import StrEnum
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Came(StrEnum):
    """How a value came: it was made, remembered, or made by another thread that was at it already."""

    MADE = "miss"
    REMEMBERED = "hit"
    SHARED = "shared"


class SingleFlight(Generic[K, V]):
    """Remembers the `size` values that were used last. Calls from several threads are safe.

    Who asks for what is being made waits for it, and gets the error where making it fails; errors are not
    remembered.
    """

    def __init__(self, size: int) -> None:
        self._kept: LRUCache[K, V] = LRUCache(size)
        self._flying: dict[K, Future[V]] = {}
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> tuple[V, Came]:
        """The value of the key, made if need be, and how it came."""
        with self._lock:
            if key in self._kept:
                return self._kept[key], Came.REMEMBERED
            flight = self._flying.get(key)
            if flight is None:
                mine = self._flying[key] = Future()
        if flight is not None:
            return flight.result(), Came.SHARED
        return self._fly(key, make, mine), Came.MADE

    def is_kept(self, key: K, value: V) -> bool:
        """Whether it is this very value that is remembered for the key."""
        with self._lock:
            return self._kept.get(key) is value

    def _fly(self, key: K, make: Callable[[], V], flight: Future[V]) -> V:
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                del self._flying[key]
            flight.set_exception(error)
            raise
        with self._lock:
            self._kept[key] = value
            del self._flying[key]
        flight.set_result(value)
        return value
