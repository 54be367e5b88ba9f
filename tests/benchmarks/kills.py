"""Servers and replicas are killed while clients ask and editions are committed: what is lost, what is seen?

python -m tests.benchmarks.kills [--rounds 20] [--seed 1] [--minutes 60]

Three PostgreSQL servers, three replicas of the service behind haproxy, eight clients and a writer, all on
this machine. In each round one of them is killed at a random moment; a standby takes a lost primary's place.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic, sleep

import numpy as np

from tests.benchmarks.kills_balancer import haproxy
from tests.benchmarks.kills_clients import Asked
from tests.benchmarks.kills_journal import Journal
from tests.benchmarks.kills_servers import bring_back, crash
from tests.benchmarks.kills_trial import Trial, trial
from tests.benchmarks.kills_verdict import (
    back_by_client,
    back_by_replica,
    errors,
    longest_gap,
    mixed,
    worst_client,
    wrong,
)

CALM_S = 10.0
"""At first nothing is killed, to compare."""

AT_MOST_S = 3.0
"""A kill comes so long after all was whole, at most; a standby is away for as long."""


@dataclass(frozen=True, slots=True)
class Round:
    """At `killed`, by the machine's clock, something of this kind was lost, and all was whole at `whole`."""

    kind: str
    killed: float
    whole: float


def lose_primary(made: Trial, _chance: Random) -> None:
    """A standby takes its place at once, and has all that was committed; the lost one comes back."""
    crash(made.cluster.primary())
    made.cluster.promote()
    made.look_for_commits()
    bring_back(made.cluster)


def lose_standby(made: Trial, chance: Random) -> None:
    """It is away for a while."""
    primary = made.cluster.primary()
    crash(chance.choice([server for server in made.cluster.servers if server is not primary]))
    sleep(chance.uniform(0, AT_MOST_S))
    bring_back(made.cluster)


def lose_replica(made: Trial, chance: Random) -> None:
    """Its supervisor starts it again."""
    chance.choice(made.replicas).kill()


KINDS: dict[str, Callable[[Trial, Random], None]] = {
    "primary": lose_primary,
    "standby": lose_standby,
    "replica": lose_replica,
}


def play(made: Trial, kind: str, chance: Random) -> Round:
    """One round, from a whole installation to a whole one."""
    sleep(chance.uniform(0, AT_MOST_S))
    killed = monotonic()
    KINDS[kind](made, chance)
    made.wait_until_whole()
    whole = monotonic()
    made.look_for_commits()
    made.compare(made.journal.acknowledged(until=killed)[-1])
    return Round(kind, killed, whole)


def calm(made: Trial) -> Round:
    """A round in which nothing is lost."""
    begun = monotonic()
    sleep(CALM_S)
    made.wait_until_whole()
    return Round("calm", begun, monotonic())


def drawn(rounds: int, chance: Random) -> list[str]:
    """Each kind about as often, in random order."""
    kinds = [list(KINDS)[number % len(KINDS)] for number in range(rounds)]
    chance.shuffle(kinds)
    return kinds


def told_of(played: Round, made: Trial) -> str:
    """A round in one line."""
    seen = [each for each in list(made.asked) if each.ended >= played.killed and each.begun <= played.whole]
    resumed, whole = made.journal.resumed(played.killed) or 0, played.whole - played.killed
    return (
        f"{played.kind:8} whole after {whole:5.1f} s, commits after {resumed:5.1f} s,"
        f" {len(seen)} requests, errors {dict(errors(seen))}, longest gap {longest_gap(seen):.2f} s,"
        f" of one client {worst_client(seen):.2f} s"
    )


def told(made: Trial, played: Sequence[Round]) -> str:
    """All of it."""
    asked, journal = list(made.asked), made.journal
    kinds = Counter(each.kind for each in played)
    lost = [journal.resumed(each.killed) or 0 for each in played if each.kind == "primary"]
    by_replica, by_client = back_by_replica(asked), back_by_client(asked)
    lines = [
        f"rounds                     {len(played)}: {', '.join(f'{n} {kind}' for kind, n in kinds.items())}",
        f"acknowledged commits       {len(journal.acknowledged())}, {len(made.looked_for)} looked for on the"
        f" primary, {len(made.missing)} missing",
        f"compared row by row        {len(made.compared)} on each server, {len(made.unlike)} unlike",
        f"failures of the writer     {len(journal.failures())}",
        f"commits after a primary    {_range(lost)}",
        f"requests                   {len(asked)}, errors by status {dict(errors(asked))}, {_spent(asked)}",
        f"answers                    {_wrong(asked, journal)} wrong pairs, {mixed(asked)} mixed",
        f"older than before          {len(by_replica)} of one replica, {len(by_client)} of one client,"
        f" by up to {max(by_client, default=0):.2f} s",
        f"longest without an answer  {longest_gap(asked):.2f} s for all, {worst_client(asked):.2f} s for one",
    ]
    return "\n".join(lines + _problems(asked, journal))


def _wrong(asked: Sequence[Asked], journal: Journal) -> int:
    acknowledged = {each.generation: each.edition for each in journal.acknowledged()}
    others = {each.edition for each in journal.entries} - set(acknowledged.values())
    return wrong(asked, acknowledged, frozenset(others))


def _problems(asked: Sequence[Asked], journal: Journal) -> list[str]:
    """What clients and the writer were told, each once."""
    seen = Counter(f"{each.status} {each.problem}" for each in asked if not each.is_answer)
    failed = Counter(each.problem for each in journal.failures())
    return [f"  {times} x {problem[:300]}" for problem, times in (seen + failed).most_common(20)]


def _spent(asked: Sequence[Asked]) -> str:
    half, most = (
        np.quantile([each.ended - each.begun for each in asked if each.is_answer], (0.5, 0.99)) * 1000
    )
    return f"p50 {half:.0f}, p99 {most:.0f} ms"


def _range(seconds: Sequence[float]) -> str:
    return f"{min(seconds):.1f} to {max(seconds):.1f} s" if seconds else "none was lost"


def main() -> None:
    """Kill, and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.kills")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="no round begins later")
    chosen = parser.parse_args()
    haproxy()  # before anything is started
    chance = Random(chosen.seed)  # noqa: S311 - of moments, not of secrets
    played = []
    with trial() as made:
        print(f" 0 {told_of(calm(made), made)}", flush=True)
        end = monotonic() + chosen.minutes * 60
        for kind in drawn(chosen.rounds, chance):
            if monotonic() > end:
                break
            played.append(play(made, kind, chance))
            print(f"{len(played):2} {told_of(played[-1], made)}", flush=True)
        print(told(made, played))


if __name__ == "__main__":
    main()
