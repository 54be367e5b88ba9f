"""Speed and memory on the bundled sample: python -m tests.benchmarks.speed

Medians of repeated runs in one process, so that lines can be compared with each other; absolute times belong
to the machine that is named.
"""

import json
import os
import platform
import resource
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from index.build import Builder, Content
from index.build import NoProgress as SilentIndex
from index.cache import EmbeddingCache
from index.stores.local import LocalStore
from ingest.outcome import NoProgress as SilentCrawl
from ingest.split import split
from service.found import Found
from service.goal import Goal
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions" / "sample.jsonl"
ROUNDS = 5


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of so many runs."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def main() -> None:
    """Measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with TemporaryDirectory() as folder:
        workspace = Workspace(Settings(data=Path(folder)))
        print(f"crawl the sample          {seconds(lambda: _crawl(workspace), 1):8.2f} s")
        print(f"index it, nothing cached  {seconds(lambda: _index(workspace), 1):8.2f} s")
        print(f"index it, nothing changed {seconds(lambda: _index(workspace)):8.2f} s")
        _ingest(workspace)
        _embedders(workspace)
        _build(workspace, Path(folder))
        _questions(workspace)
        _goal(workspace)
    print(f"peak memory               {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


def _crawl(workspace: Workspace) -> None:
    crawl_site(workspace, SiteSettings(location="sample"), SilentCrawl())


def _index(workspace: Workspace) -> None:
    index_sites(workspace, SilentIndex())


def _ingest(workspace: Workspace) -> None:
    pages = list(workspace.asker().generation().pages())
    spent = seconds(lambda: [split(page) for page in pages])
    print(f"split                     {len(pages) / spent:8.0f} pages/s")


def _embedders(workspace: Workspace) -> None:
    generation, embedders = workspace.asker().generation(), workspace.embedders()
    count = generation.info.passages["en"]
    texts = [passage.in_context for passage in generation.passages(range(count))]
    english, multilingual = embedders.of_question("en"), embedders.across()
    rates = [len(texts) / seconds(partial(each.passages, texts), 3) for each in (english, multilingual)]
    print(f"embed passages, MiniLM    {rates[0]:8.1f} passages/s")
    print(f"embed passages, E5        {rates[1]:8.1f} passages/s, {rates[1] / rates[0]:.2f} of MiniLM's rate")


def _build(workspace: Workspace, folder: Path) -> None:
    """How much of an index build is embedding: the models are open, and nothing is cached."""
    generation, embedders = workspace.asker().generation(), workspace.embedders()
    spoken = generation.info.passages
    total = sum(spoken.values())
    passages = list(generation.passages(range(total)))
    texts = {each: [p.in_context for p in passages if p.language == each] for each in spoken}
    work = [
        partial(embedder.passages, texts[each])
        for each in spoken
        for embedder in embedders.of_passages(each, spoken)
    ]
    bare = sum(seconds(embed, 3) for embed in work)
    content = Content("sample", list(generation.pages()), passages)
    with closing(EmbeddingCache.at(folder / "again.db")) as cache:
        builder = Builder(LocalStore(folder / "again"), embedders, cache)
        spent = seconds(lambda: builder.build(content, SilentIndex()), 1)
    print(f"index it, models open     {spent:8.2f} s, {bare / spent:.2f} of it the bare embedders' time")


def _questions(workspace: Workspace) -> None:
    asker = workspace.asker()
    asker.warm_up()
    stages: dict[str, list[float]] = defaultdict(list)
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        start = perf_counter()
        answer = asker.ask(Question(json.loads(line)["text"]))
        stages["whole question"].append((perf_counter() - start) * 1000)
        for stage, spent in answer.timings.items():
            stages[stage].append(spent)
    for stage, times in stages.items():
        print(f"{stage:<25} {median(times):8.1f} ms")


def _goal(workspace: Workspace) -> None:
    """What it takes to read a goal that nobody had before, and to put what serves it first."""
    asker, number = workspace.asker(), count()

    def find() -> Found:
        return asker.find(Question(f"Which support plan gives team {next(number)} access to WhatsApp?"))

    found = find()

    def serve() -> None:
        goal = Goal(f"buy licences for team {next(number)}", "en", asker.embedders, found.generation)
        goal.served_first(found.hits)

    spent, search = seconds(serve), seconds(find)
    print(f"a goal                    {spent * 1000:8.1f} ms, {spent / search:.2f} of the search")


if __name__ == "__main__":
    main()
