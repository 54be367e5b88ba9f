"""What HTTP costs and bears: python -m tests.benchmarks.http [LABELLED] [--only PART ...]

Everything that is compared is measured in one run, in turns, and told as a ratio: absolute times belong to
the machine. LABELLED is the folder of labelled sets: with it, the index holds MTRAG's passages beside the
sample. The processor that makes the load is one of those that are measured.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import quote

from index.evaluation.dataset import open_dataset
from service.app import create_app
from service.operation import Operation
from service.questions.question import Question
from service.wiring import Workspace
from tests.benchmarks.http_installation import installation
from tests.benchmarks.http_load import Connection, Seen, hammered
from tests.benchmarks.http_server import Server, askdocs, empty
from tests.benchmarks.http_swaps import editions
from tests.benchmarks.http_swaps import path as edition_path
from tests.service.http.served import served

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions" / "sample.jsonl"
ASKED = 30
ROUNDS = 5
SECONDS = 5.0
CLIENTS = 200
CROWD_S = 60.0


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.http")
    parser.add_argument("labelled", type=Path, nargs="?")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    chosen = parser.parse_args()
    questions = [question.text for question in open_dataset(QUESTIONS).questions]
    with installation(chosen.labelled) as workspace:
        passages = sum(workspace.asker().generation().info.passages.values())
        print(
            f"{passages} passages{'' if chosen.labelled else ' (the sample alone: no labelled data given)'}"
        )
        for part in chosen.only:
            PARTS[part](workspace, questions)


def _overhead(workspace: Workspace, questions: list[str]) -> None:
    """One question after the other, bare and over HTTP in turns; nothing is remembered between them."""
    asker = workspace.asker()
    bare, over = [], []
    with served(create_app(asker, operation=Operation(answers=1))) as running:
        connection = Connection(running.url)
        for text in questions[:ASKED]:  # so that both find the follow-ups known
            asker.ask(Question(text, page="/"))
        for turn in range(ROUNDS):
            for text in questions[:ASKED]:
                bare.append(_seconds(partial(asker.ask, Question(text, f"case {turn}", "/"))))
                over.append(_seconds(partial(connection.get, _new([text], turn))))
        connection.close()
    ratio = median(over) / median(bare)
    print(f"ask over HTTP, p50         {median(over) * 1000:8.1f} ms, {ratio:.2f} of bare find and answer")


def _rates(workspace: Workspace, questions: list[str]) -> None:
    """One client, one request after the other, on an empty route and on ours in turns; their medians."""
    asked = _path(questions[0])
    with empty() as nothing, askdocs(workspace.settings.data) as ours:
        shown = f"If-None-Match: {_tag(ours, asked)}"
        plain, cached, unchanged = [], [], []
        for _ in range(ROUNDS):
            plain.append(hammered(nothing.url, lambda _: "/readyz", 1, SECONDS / ROUNDS))
            cached.append(hammered(ours.url, lambda _: asked, 1, SECONDS / ROUNDS))
            unchanged.append(hammered(ours.url, lambda _: asked, 1, SECONDS / ROUNDS, shown))
    assert {status for each in cached for status in each.statuses} == {200}
    assert {status for each in unchanged for status in each.statuses} == {304}
    rate = _rate(plain)
    print(f"empty FastAPI route        {rate:8.0f} requests/s")
    print(f"remembered answer          {_rate(cached):8.0f} requests/s, {_rate(cached) / rate:.2f} of it")
    print(f"304                        {_rate(unchanged):8.0f} requests/s, {_rate(unchanged) / rate:.2f}")


def _workers(workspace: Workspace, questions: list[str]) -> None:
    """Questions that nobody asked before, from four clients, to one worker and to two."""
    rates = []
    for workers in (1, 2):
        with askdocs(workspace.settings.data, workers) as server:
            hammered(server.url, lambda n: _new(questions, n), 4, SECONDS)  # so that all load their models
            before = server.seconds
            seen = hammered(server.url, lambda n: _new(questions, n + 100_000), 4, SECONDS)
            cores = (server.seconds - before) / seen.seconds
        assert seen.errors(200) == 0, seen.statuses
        rates.append(seen.rate)
        compared = f", {rates[1] / rates[0]:.2f} of one" if workers > 1 else ""
        print(f"new questions, {workers} worker(s) {seen.rate:8.1f} answers/s on {cores:.2f} cores{compared}")


def _crowd(workspace: Workspace, questions: list[str]) -> None:
    """Many clients that read pages, ask what was asked before, and ask something new, a third each."""

    def path(number: int) -> str:
        text = questions[number % len(questions)]
        return ("/llms.txt", _path(text), _new(questions, number))[number % 3]

    with askdocs(workspace.settings.data, 2) as server:
        seen = hammered(server.url, path, CLIENTS, CROWD_S)
    _told(f"{CLIENTS} clients, mixed", seen)


def _swaps(workspace: Workspace, _questions: list[str]) -> None:
    """The same crowd, while a new index becomes the live one each second; leaves its indexes behind."""
    every = editions(workspace, int(CROWD_S))
    with askdocs(workspace.settings.data, 2) as server, every.one_a_second():
        seen = hammered(server.url, edition_path, CLIENTS, CROWD_S, read=every.read)
    _told(f"{len(every.numbers)} indexes, one a second", seen)
    pairs = f"{len(every.told)} pairs of index and edition told"
    print(f"                           {pairs}, {every.wrong} wrong, {every.mixed} answers of several")


PARTS: dict[str, Callable[[Workspace, list[str]], None]] = {
    "overhead": _overhead,
    "rates": _rates,
    "workers": _workers,
    "crowd": _crowd,
    "swaps": _swaps,
}


def _told(what: str, seen: Seen) -> None:
    half, most = (seen.quantile(share) for share in (0.5, 0.99))
    shed = seen.statuses.get(503, 0)
    print(f"{what:26} {seen.rate:8.0f} requests/s, p50 {half:.0f}, p99 {most:.0f} ms,")
    print(f"                           {shed} told to come again, {seen.errors(200, 503)} errors")


def _tag(server: Server, path: str) -> str:
    connection = Connection(server.url)
    tag = connection.get(path).headers[b"etag"].decode()
    connection.close()
    return tag


def _rate(turns: list[Seen]) -> float:
    return median(each.rate for each in turns)


def _path(text: str) -> str:
    return f"/readme.md?ask={quote(text)}"


def _new(questions: list[str], number: int) -> str:
    """A question with a goal that nobody had before, so that nothing of it is remembered."""
    return f"{_path(questions[number % len(questions)])}&goal=case%20{number}"


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main()
