"""Which server a question is sent to, with servers that are only played."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any, cast

import psycopg
import pytest

from index.errors import StoreError
from index.stores.postgres.catalogue import Look
from index.stores.postgres.database import one_each
from index.stores.postgres.servers import Servers


@dataclass
class PlayedServer:
    """A server that knows what it is told to; `lost` ones cannot be reached."""

    name: str
    knows: Look
    lost: bool = False
    seen: Look = field(default_factory=Look)
    is_down: bool = False
    asked: int = 0

    @contextmanager
    def connection(self) -> Iterator[str]:
        """Its name, in place of a connection."""
        if self.lost:
            self.is_down = True
            raise psycopg.OperationalError("connection refused")
        self.asked += 1
        yield self.name

    def look(self) -> Look:
        """What it knows."""
        with self.connection():
            self.seen = self.knows
        return self.seen


def primary(number: int) -> PlayedServer:
    """A primary with this generation."""
    return PlayedServer("primary", Look(number, primary=True))


def standby(name: str, number: int, lag: float = 0.0) -> PlayedServer:
    """A standby with this generation, so far behind."""
    return PlayedServer(name, Look(number, lag=lag))


def servers(*played: PlayedServer) -> Servers:
    """A choice among them, which has looked at each; ten seconds of lag are borne."""
    for each in played:
        each.seen = Look() if each.lost else each.knows
    return Servers(cast("Sequence[Any]", played), 10.0)


def answering(chosen: Servers, number: int, times: int = 6) -> set[str]:
    """The names of the servers that so many questions about a generation are sent to."""
    return {chosen.ask(lambda connection: str(connection), number) for _ in range(times)}


def test_standbys_take_turns() -> None:
    """Each as often as the other; the primary is spared."""
    one, two = standby("one", 3), standby("two", 3)
    chosen = servers(primary(3), one, two)
    assert answering(chosen, 3) == {"one", "two"}
    assert one.asked == two.asked == 3
    assert {chosen.look().number for _ in range(6)} == {3}
    assert one.asked == two.asked == 6


def test_a_server_without_the_generation_is_not_asked() -> None:
    """Until it has it."""
    late = standby("one", 2)
    chosen = servers(primary(3), late)
    assert answering(chosen, 3) == {"primary"}
    late.knows = Look(3)
    chosen.look()
    late.look()
    assert answering(chosen, 3) == {"one"}


def test_a_standby_that_has_caught_up_takes_its_turns_again() -> None:
    """Whoever looks what is live sees it, without being told to look there."""
    one, late = standby("one", 3), standby("two", 2, lag=60)
    chosen = servers(primary(3), one, late)
    assert {chosen.look().number for _ in range(4)} == {3}
    late.knows = Look(3)
    for _ in range(2):
        chosen.look()
    assert answering(chosen, 3) == {"one", "two"}


def test_a_generation_that_nobody_has_yet_is_looked_for() -> None:
    """A server may have it by now; one that does not never answers in its place."""
    late = standby("one", 2)
    chosen = servers(late)
    with pytest.raises(StoreError, match="does not have generation 3"):
        answering(chosen, 3)
    late.knows = Look(3)
    assert answering(chosen, 3) == {"one"}


def test_what_was_committed_here_is_live_at_once() -> None:
    """A standby that has not heard of it does not say what is live."""
    chosen = servers(primary(4), standby("one", 3), standby("two", 3))
    chosen.expect(4)
    assert {chosen.look().number for _ in range(4)} == {4}


def test_time_does_not_run_backwards() -> None:
    """Once a generation was seen, an older one is not taken from another server."""
    ahead, behind = standby("one", 4), standby("two", 3)
    chosen = servers(primary(4), ahead, behind)
    assert [chosen.look().number for _ in range(6)][1:] == [4] * 5


@pytest.mark.parametrize("lag", [10.1, 3600, inf])
def test_a_standby_far_behind_does_not_say_what_is_live(lag: float) -> None:
    """The primary does. But a generation that the standby has can be read from it."""
    chosen = servers(primary(4), standby("one", 3, lag))
    assert {chosen.look().number for _ in range(4)} == {4}
    assert answering(chosen, 3) == {"primary"}
    alone = servers(standby("one", 3, lag))
    assert answering(alone, 3) == {"one"}


def test_without_a_primary_the_newest_generation_is_live() -> None:
    """However far behind: a lost primary leaves all standbys behind, in the end."""
    gone = primary(5)
    gone.lost = True
    chosen = servers(gone, standby("one", 3, inf), standby("two", 4, inf))
    assert {chosen.look().number for _ in range(4)} == {4}


def test_a_server_that_is_lost_halfway_is_replaced() -> None:
    """The question goes to the next one, and later ones to it at once."""
    one, two = standby("one", 3), standby("two", 3)
    chosen = servers(one, two)
    one.lost = True
    assert answering(chosen, 3) == {"two"}
    assert one.is_down


def test_a_mistake_is_not_repeated_elsewhere() -> None:
    """What is wrong with a question is wrong on every server."""
    one, two = standby("one", 3), standby("two", 3)
    chosen = servers(one, two)

    def wrong(_connection: object) -> None:
        raise psycopg.errors.UndefinedColumn("no such column")

    with pytest.raises(psycopg.errors.UndefinedColumn):
        chosen.ask(wrong, 3)
    assert one.asked + two.asked == 1


def test_all_that_failed_are_named() -> None:
    """With what each said."""
    chosen = servers(*(PlayedServer(name, Look(), lost=True) for name in ("one", "two")))
    with pytest.raises(StoreError, match=r"one: connection refused.*two: connection refused"):
        chosen.look()
    with pytest.raises(StoreError, match=r"connection refused"):
        answering(chosen, 1)


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        ("postgresql://u@a/d", ["user=u dbname=d host=a"]),
        ("postgresql://u@a:1,b:2/d", ["user=u dbname=d host=a port=1", "user=u dbname=d host=b port=2"]),
        (
            "postgresql://u@a,b/d?port=7&target_session_attrs=any",
            ["user=u dbname=d host=a port=7", "user=u dbname=d host=b port=7"],
        ),
        ("dbname=d", ["dbname=d"]),
    ],
)
def test_an_address_of_several_servers_is_one_of_each(dsn: str, expected: list[str]) -> None:
    """With the port of each, or the one of all."""
    assert [set(each.split()) for each in one_each(dsn)] == [set(each.split()) for each in expected]
