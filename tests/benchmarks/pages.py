"""What the pages for people cost their browsers: python -m tests.benchmarks.pages [--runs N]

Medians over the bundled sample, from a server in a process of its own on the same machine: the browser, which
is one of the things that are measured, takes processor time from it. Each run begins with an empty cache and
asks what nobody asked before. The network costs nothing here.
"""

import os
import platform
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import quote

import httpx
from playwright.sync_api import Browser

from index.evaluation.dataset import open_dataset
from tests.benchmarks.http_installation import installation
from tests.benchmarks.http_server import askdocs
from tests.benchmarks.pages_browser import DEVICES, Device, Load, Use, load, use
from tests.web.browser import started

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions" / "sample.jsonl"

RUNS = 7

HOME, READING, INSIGHTS = "/en", "/en/administration-and-configuration/groups", "/insights"

LOADS = "| page | device | first paint, ms | largest, ms | blocked, ms | scripts, ms | KB | KB on the wire |"
USES = "| device | key to results, ms | Enter to first words, ms | Enter to all of it, ms | layout shift |"


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.pages")
    parser.add_argument("--runs", type=int, default=RUNS)
    runs = parser.parse_args().runs
    texts = (question.text for question in open_dataset(QUESTIONS).questions if question.language == "en")
    with installation(None) as workspace, askdocs(workspace.settings.data) as server, started() as browser:
        print(f"{platform.machine()}, {os.cpu_count()} cores, Chromium {browser.version}, medians of {runs}")
        _warmed(server.url, next(texts))
        _told_uses(browser, server.url, texts, runs)
        _told_loads(browser, server.url, texts, runs)


def _warmed(url: str, question: str) -> None:
    """Have the server load its models and work out its figures, once: that is not the pages' cost."""
    with httpx.Client(base_url=url, timeout=300) as client:
        for path in (f"{HOME}?ask={quote(question)}", "/~askdocs/results?q=support", READING, INSIGHTS):
            while "refresh" in client.get(path, headers={"Accept": "text/html"}).headers:
                pass  # it answers after some seconds each time


def _told_uses(browser: Browser, url: str, texts: Iterator[str], runs: int) -> None:
    print(f"\n{USES}\n{_rule(USES)}")
    for device in DEVICES:
        found = [use(browser, device, url + HOME, text) for text, _ in zip(texts, range(runs), strict=False)]
        print(f"| {device.name} | {_uses(found)} |")


def _told_loads(browser: Browser, url: str, texts: Iterator[str], runs: int) -> None:
    print(f"\n{LOADS}\n{_rule(LOADS)}")
    for device in DEVICES:
        for name, path in {"home": HOME, "page": READING, "insights": INSIGHTS}.items():
            _told_load(name, device, [load(browser, device, url + path) for _ in range(runs)])
        asked = [f"{url}{HOME}?ask={quote(text)}" for text, _ in zip(texts, range(runs), strict=False)]
        _told_load("answer", device, [load(browser, device, address) for address in asked])


def _told_load(name: str, device: Device, found: Sequence[Load]) -> None:
    times = [[each.first for each in found], [each.largest for each in found]]
    times += [[each.blocked for each in found], [each.script for each in found]]
    weights = [[each.bytes / 1000 for each in found], [each.wire / 1000 for each in found]]
    cells = [f"{median(each):.0f}" for each in times] + [f"{median(each):.1f}" for each in weights]
    print(f"| {name} | {device.name} | {' | '.join(cells)} |")


def _uses(found: Sequence[Use]) -> str:
    times = [[each.results for each in found], [each.words for each in found], [each.whole for each in found]]
    shifts = max(each.shifts for each in found)
    return f"{' | '.join(f'{median(each):.0f}' for each in times)} | {shifts:.3f}"


def _rule(head: str) -> str:
    return "|" + " --- |" * (head.count("|") - 1)


if __name__ == "__main__":
    main()
