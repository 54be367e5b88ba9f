"""What is asked for several times at once is made once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from service.single_flight import Came, SingleFlight


class Counted:
    """Makes numbers, slowly: not before it may."""

    def __init__(self) -> None:
        self.made = 0
        self.may = Event()

    def __call__(self) -> int:
        """The next number."""
        assert self.may.wait(5)
        self.made += 1
        return self.made


def test_equal_things_at_the_same_time_are_made_once() -> None:
    """All get the same; one made it, the others waited for it."""
    flights: SingleFlight[str, int] = SingleFlight(8)
    make, together = Counted(), Barrier(9)

    def ask() -> tuple[int, Came]:
        together.wait(5)
        return flights.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(ask) for _ in range(8)]
        together.wait(5)
        make.may.set()
        got = [each.result(5) for each in waiting]
    assert {value for value, _ in got} == {1}
    assert [came for _, came in got].count(Came.MADE) == 1
    assert flights.get("a", make) == (1, Came.REMEMBERED)


def test_error_reaches_all_who_wait_and_is_forgotten() -> None:
    """The next one tries again."""
    flights: SingleFlight[str, int] = SingleFlight(8)
    begun, may = Event(), Event()

    def fail() -> int:
        begun.set()
        assert may.wait(5)
        raise ValueError("no luck")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(flights.get, "a", fail)
        assert begun.wait(5)
        second = pool.submit(flights.get, "a", fail)
        may.set()
        for each in (first, second):
            with pytest.raises(ValueError, match="no luck"):
                each.result(5)
    assert flights.get("a", lambda: 7) == (7, Came.MADE)


@pytest.mark.parametrize(("size", "made"), [(1, 3), (2, 2)])
def test_memory_is_bounded(size: int, made: int) -> None:
    """What was not used for longest goes first."""
    flights: SingleFlight[str, str] = SingleFlight(size)
    calls: list[str] = []

    def making(key: str) -> Callable[[], str]:
        return lambda: calls.append(key) or key  # type: ignore[func-returns-value] # notes, then gives

    for key in ("a", "b", "a"):
        flights.get(key, making(key))
    assert len(calls) == made
