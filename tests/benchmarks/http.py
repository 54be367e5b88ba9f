"""What HTTP costs and bears, on the bundled sample: python -m tests.benchmarks.http [DATA]

Everything that is compared is measured in one run, in turns, and told as a ratio: absolute times belong to
the machine. DATA is an installation that is indexed already; without it the sample is indexed first.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.app import create_app
from service.operation import Operation
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.benchmarks.http_load import Connection, Seen, hammered
from tests.benchmarks.http_server import askdocs, empty
from tests.service.http.served import served

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions" / "sample.jsonl"
ASKED = 30
ROUNDS = 3
SECONDS = 3.0
CLIENTS = 16


def main() -> None:
    """Measure and print."""
    questions = [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with _installation() as data:
        _overhead(Workspace(Settings(data=data)), questions[:ASKED])
        _rates(data, questions[0])
        _workers(data, questions)
        _crowd(data, questions)


@contextmanager
def _installation() -> Iterator[Path]:
    if sys.argv[1:]:
        yield Path(sys.argv[1])
        return
    with TemporaryDirectory() as folder:
        workspace = Workspace(Settings(data=Path(folder)))
        crawl_site(workspace, SiteSettings(location="sample"), SilentCrawl())
        index_sites(workspace, SilentIndex())
        yield Path(folder)


def _overhead(workspace: Workspace, questions: list[str]) -> None:
    """One question after the other, bare and over HTTP in turns; nothing is remembered between them."""
    asker = workspace.asker()
    bare, over = [], []
    with served(create_app(asker, operation=Operation(answers=1))) as running:
        connection = Connection(running.url)
        for text in questions:  # so that both find the follow-ups known
            asker.ask(Question(text, page="/"))
        for _ in range(ROUNDS):
            for text in questions:
                bare.append(_seconds(partial(asker.ask, Question(text, page="/"))))
                over.append(_seconds(partial(connection.get, _path(text))))
        connection.close()
    ratio = median(over) / median(bare)
    print(f"ask over HTTP, p50         {median(over) * 1000:8.1f} ms, {ratio:.2f} of bare find and answer")


def _rates(data: Path, text: str) -> None:
    """One client, one request after the other, on an empty route and on ours in turns."""
    plain, cached, unchanged = Seen(), Seen(), Seen()
    with empty() as nothing, askdocs(data) as url:
        connection = Connection(url)
        _, headers = connection.get(_path(text))
        connection.close()
        shown = f"If-None-Match: {headers[b'etag'].decode()}"
        for _ in range(ROUNDS):
            _added(plain, hammered(nothing, lambda _: "/readyz", 1, SECONDS / ROUNDS))
            _added(cached, hammered(url, lambda _: _path(text), 1, SECONDS / ROUNDS))
            _added(unchanged, hammered(url, lambda _: _path(text), 1, SECONDS / ROUNDS, shown))
    assert set(cached.statuses) == {200}, cached.statuses
    assert set(unchanged.statuses) == {304}, unchanged.statuses
    print(f"empty FastAPI route        {plain.rate:8.0f} requests/s")
    print(f"remembered answer          {cached.rate:8.0f} requests/s, {cached.rate / plain.rate:.2f} of it")
    print(f"304                        {unchanged.rate:8.0f} requests/s, {unchanged.rate / plain.rate:.2f}")


def _workers(data: Path, questions: list[str]) -> None:
    """Questions that nobody asked before, from four clients, to one worker and to two."""
    rates = []
    for workers in (1, 2):
        with askdocs(data, workers) as url:
            hammered(url, lambda n: _new(questions, n), 4, SECONDS)  # both workers get to load their models
            seen = hammered(url, lambda n: _new(questions, n + 100_000), 4, SECONDS)
        assert seen.errors(200) == 0, seen.statuses
        rates.append(seen.rate)
    print(f"new questions, 1 worker    {rates[0]:8.1f} answers/s")
    print(f"new questions, 2 workers   {rates[1]:8.1f} answers/s, {rates[1] / rates[0]:.2f} of one")


def _crowd(data: Path, questions: list[str]) -> None:
    """Many clients that read pages, ask what was asked before, and ask something new, a third each."""

    def path(number: int) -> str:
        text = questions[number % len(questions)]
        return ("/llms.txt", _path(text), _new(questions, number))[number % 3]

    with askdocs(data, 2) as url:
        seen = hammered(url, path, CLIENTS, SECONDS * 2)
    shed = seen.statuses.get(503, 0)
    half, most = (seen.quantile(share) for share in (0.5, 0.99))
    print(
        f"{CLIENTS} clients, mixed          {seen.rate:8.0f} requests/s, p50 {half:.0f}, p99 {most:.0f} ms,"
    )
    print(f"                           {shed} told to come again, {seen.errors(200, 503)} errors")


def _path(text: str) -> str:
    return f"/readme.md?ask={quote(text)}"


def _new(questions: list[str], number: int) -> str:
    """A question with a goal that nobody had before, so that nothing of it is remembered."""
    return f"{_path(questions[number % len(questions)])}&goal=case%20{number}"


def _added(whole: Seen, part: Seen) -> None:
    whole.spent += part.spent
    whole.seconds += part.seconds
    for status, times in part.statuses.items():
        whole.statuses[status] = whole.statuses.get(status, 0) + times


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main()
