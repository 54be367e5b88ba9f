"""What clients saw, judged: errors, gaps, wrong and mixed answers, answers older than ones before."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from tests.benchmarks.kills_clients import Asked


def errors(asked: Iterable[Asked]) -> Mapping[int, int]:
    """How many requests had each status but 200."""
    return Counter(each.status for each in asked if not each.is_answer)


def longest_gap(asked: Sequence[Asked]) -> float:
    """Seconds, at most, from the first request to the last, in which no answer came."""
    answered = sorted(each.ended for each in asked if each.is_answer)
    begun, ended = min(each.begun for each in asked), max(each.ended for each in asked)
    return max(later - earlier for earlier, later in pairwise([begun, *answered, ended]))


def worst_client(asked: Sequence[Asked]) -> float:
    """The longest gap of the client that had the longest."""
    return max(map(longest_gap, _parted(asked, lambda each: each.client)))


def mixed(asked: Iterable[Asked]) -> int:
    """How many answers did not tell of exactly one edition."""
    return sum(len(each.editions) != 1 for each in asked if each.is_answer)


def wrong(asked: Iterable[Asked], acknowledged: Mapping[int, int], others: frozenset[int]) -> int:
    """How many pairs of generation and edition were told that cannot be.

    A generation whose commit was acknowledged, as its edition by its number here, has that one. Any other,
    of which nobody heard because the server was lost, has one of `others`, and one alone.
    """
    told: defaultdict[int, set[int]] = defaultdict(set)
    for each in asked:
        told[each.generation] |= each.editions
    told.pop(0, None)
    return sum(
        editions != {acknowledged[number]} if number in acknowledged else not _is_other(editions, others)
        for number, editions in told.items()
    )


def _is_other(editions: set[int], others: frozenset[int]) -> bool:
    return len(editions) == 1 and editions <= others


def went_back(asked: Iterable[Asked]) -> list[float]:
    """Of each answer older than one that had come before its question was asked: how many seconds before.

    Counted from the first answer that was newer.
    """
    answers = [each for each in asked if each.is_answer]
    arrived = sorted(answers, key=lambda each: each.ended)
    known: list[Asked] = []  # each newer than all before it
    ages, place = [], 0
    for each in sorted(answers, key=lambda each: each.begun):
        while place < len(arrived) and arrived[place].ended <= each.begun:
            if not known or arrived[place].generation > known[-1].generation:
                known.append(arrived[place])
            place += 1
        if known and known[-1].generation > each.generation:
            newer = next(one for one in known if one.generation > each.generation)
            ages.append(each.begun - newer.ended)
    return ages


def back_by_client(asked: Iterable[Asked]) -> list[float]:
    """The answers that went back from what the same client had seen, from whatever replica."""
    return [age for some in _parted(asked, lambda each: each.client) for age in went_back(some)]


def back_by_replica(asked: Iterable[Asked]) -> list[float]:
    """The answers that went back from what the same process had told anybody."""
    answers = (each for each in asked if each.is_answer)
    return [age for some in _parted(answers, lambda each: each.replica) for age in went_back(some)]


def _parted(asked: Iterable[Asked], key: Callable[[Asked], Hashable]) -> Iterator[list[Asked]]:
    parts: defaultdict[Hashable, list[Asked]] = defaultdict(list)
    for each in asked:
        parts[key(each)].append(each)
    yield from parts.values()
