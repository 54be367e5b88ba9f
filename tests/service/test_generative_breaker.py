"""When a server that fails is left alone, and for how long."""

import pytest

from service.answerers.breaker import Breaker


class Hand:
    """A clock that somebody moves."""

    now = 100.0

    def __call__(self) -> float:
        """The time that it shows."""
        return self.now


@pytest.fixture
def hand() -> Hand:
    """The clock."""
    return Hand()


@pytest.fixture
def opened(hand: Hand) -> Breaker:
    """A breaker after three failures."""
    breaker = Breaker(hand)
    for _ in range(3):
        assert breaker.admits()
        breaker.failed()
    return breaker


def test_three_failures_in_a_row_stop_calls_for_thirty_seconds(hand: Hand, opened: Breaker) -> None:
    """Then one call may try."""
    assert not opened.admits()
    hand.now += 29.9
    assert not opened.admits()
    hand.now += 0.1
    assert [opened.admits() for _ in range(3)] == [True, False, False]


def test_success_after_the_pause_admits_all(hand: Hand, opened: Breaker) -> None:
    """And failures are counted anew."""
    hand.now += 30
    assert opened.admits()
    opened.succeeded()
    opened.failed()
    assert opened.admits()


def test_failure_after_the_pause_begins_the_next(hand: Hand, opened: Breaker) -> None:
    """As long as the first."""
    hand.now += 30
    assert opened.admits()
    hand.now += 5
    opened.failed()
    hand.now += 29.9
    assert not opened.admits()
    hand.now += 0.1
    assert opened.admits()


def test_failures_between_successes_do_not_add_up(hand: Hand) -> None:
    """Only those in a row tell that a server is down."""
    breaker = Breaker(hand)
    for _ in range(5):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
    assert breaker.admits()
