"""How the benchmark of kills judges what clients saw."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from tests.benchmarks.kills_clients import Asked
from tests.benchmarks.kills_journal import Journal, note
from tests.benchmarks.kills_verdict import (
    back_by_client,
    back_by_replica,
    errors,
    longest_gap,
    mixed,
    worst_client,
    wrong,
)


def answered(at: float, generation: int = 1, client: int = 0, replica: str = "red") -> Asked:
    """An answer that took a second and came at this moment; editions are ten times the generations."""
    editions = frozenset([generation * 10])
    return Asked(client, at - 1, at, 200, (replica, 1), generation, editions)


def failed(at: float, client: int = 0) -> Asked:
    """A request that took a second and failed."""
    return Asked(client, at - 1, at, 503, problem="gone")


def test_gaps_are_between_answers() -> None:
    """Errors do not end them, and the first and the last request bound them."""
    asked = [answered(1), failed(2), failed(5), answered(7, client=1), failed(9)]
    assert longest_gap(asked) == 6
    assert worst_client(asked) == 8
    assert errors(asked) == {503: 3}


def test_a_generation_has_the_edition_that_was_acknowledged() -> None:
    """Another one is wrong, and so is one of two editions or none."""
    assert wrong([answered(1, 1), answered(2, 2)], {1: 10, 2: 20}, frozenset()) == 0
    assert wrong([answered(1, 1), answered(2, 2)], {1: 10, 2: 21}, frozenset()) == 1
    both = replace(answered(1), editions=frozenset([10, 11]))
    assert wrong([both], {1: 10}, frozenset()) == 1
    assert mixed([both, answered(2), replace(answered(3), editions=frozenset())]) == 2


def test_a_generation_nobody_was_told_of_has_one_edition_of_those_that_failed() -> None:
    """The server may have committed it and been lost before it said so."""
    assert wrong([answered(1, 3)], {1: 10}, frozenset([30])) == 0
    assert wrong([answered(1, 3)], {1: 10}, frozenset([31])) == 1
    other = replace(answered(2, 3), editions=frozenset([31]))
    assert wrong([answered(1, 3), other], {}, frozenset([30, 31])) == 1


def test_an_older_answer_went_back_only_if_a_newer_one_had_come_before_its_question() -> None:
    """Questions that run at the same time may be answered in any order."""
    assert back_by_client([answered(2.0, 2), answered(2.5, 1)]) == []
    assert back_by_client([answered(2, 2), answered(3, 3), answered(9, 1), answered(9.5, 3)]) == [6]


def test_going_back_is_told_by_client_and_by_replica() -> None:
    """A client may be sent to another replica, and a replica asked by another client."""
    moved = [answered(1, 2, replica="red"), answered(3, 1, replica="blue")]
    assert (back_by_client(moved), back_by_replica(moved)) == ([1], [])
    shared = [answered(1, 2, client=0), answered(3, 1, client=1)]
    assert (back_by_client(shared), back_by_replica(shared)) == ([], [1])


def test_a_replica_that_was_started_again_has_told_nothing() -> None:
    """Its next life is judged by itself."""
    again = replace(answered(3, 1), replica=("red", 2))
    assert back_by_replica([answered(1, 2), again]) == []


def test_the_journal_tells_when_commits_go_on(tmp_path: Path) -> None:
    """With an edition that was begun after the moment; a line that is not whole yet is left out."""
    written = StringIO()
    note(written, "begun", 1)
    note(written, "failed", 1, problem="gone")
    note(written, "begun", 2)
    note(written, "acknowledged", 2, 7)
    file = tmp_path / "journal"
    file.write_text(written.getvalue() + '{"at": 1')
    journal = Journal.read(file)
    began, _, begun, acknowledged = journal.entries
    assert journal.resumed(began.at) == pytest.approx(acknowledged.at - began.at)
    assert journal.resumed(begun.at) is None
    assert [each.problem for each in journal.failures()] == ["gone"]
    assert [(each.generation, each.edition) for each in journal.acknowledged()] == [(7, 2)]
    assert journal.acknowledged(until=begun.at) == []
    assert Journal.read(tmp_path / "none").entries == []
