"""Kills `askdocs sync` again and again, at every phase, and checks that nothing is lost and all is answered.

Run it so: `python -m tests.functional.kill --kills 120`. It prints a tally and ends with status 1 where
anything was lost or wrong.
"""

import argparse
import multiprocessing
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from index.errors import StoreError
from index.stores.local import LocalStore
from ingest.corpus import Corpus
from ingest.split import split
from tests.docs_site import WRITTEN, DocsSite, docs_site
from tests.functional.phases import Killer, Phase, Trace
from tests.functional.reader import WORD, Findings, missing, read

SEED = 20260407
SECTIONS = 12
CHANGED = 0.3
ON_WRITE = 0.5
"""So many of the kills during a swap wait until the catalogue is being changed."""

ORDER = (
    *(Phase.BEGIN, Phase.SWAP, Phase.CRAWL, Phase.COMMIT),
    *(Phase.BEGIN, Phase.SWAP, Phase.EMBEDDING, Phase.CLEAN_UP),
)
"""Phases to kill by turns. Those in which the catalogue is changed come first, so that a short run has them,
and twice: they last for a few milliseconds, and half of the kills meant for them come too late.
"""

TRIES = 3
"""Syncs that end before they could be killed do not count; so many times the wanted kills are tried."""


@dataclass(slots=True)
class Tally:
    """What happened: kills by phase, and everything that must not happen, in words."""

    kills: Counter[Phase] = field(default_factory=Counter)
    survived: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: Findings = field(default_factory=Findings)
    pages: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, nothing was wrong and every question was answered."""
        return not (self.lost or self.wrong or self.seen.wrong)

    def __str__(self) -> str:
        rows = [(f"killed: {phase}", self.kills[phase]) for phase in Phase]
        rows += [
            ("killed in all", self.kills.total()),
            ("syncs that ended before the kill", self.survived),
            ("questions answered meanwhile", self.seen.questions),
            ("generations seen and read whole", len(self.seen.generations)),
            ("pages lost", len(self.lost)),
            ("failures", len(self.wrong) + len(self.seen.wrong)),
            ("pages in the end, site = corpus = index", self.pages),
            ("seconds", round(self.seconds)),
        ]
        return "\n".join(f"{name:<42}{count:>8}" for name, count in rows)


@dataclass(slots=True)
class Campaign:
    """Syncs of one changing site into one folder, most of them killed."""

    site: DocsSite
    data: Path
    chance: random.Random
    tally: Tally = field(default_factory=Tally)
    changes: int = 0

    def run(self, kills: int) -> Tally:
        """Kill so many syncs, then let one end; what was seen."""
        start = time.monotonic()
        self._sync()
        with _reader(self.data / "index") as seen:
            for phase in self._phases(kills):
                self._round(phase)
            self._change()
            self._sync()
        self.tally.seen = seen
        self._compare_all()
        self.tally.seconds = time.monotonic() - start
        return self.tally

    def _phases(self, kills: int) -> Iterator[Phase]:
        """The phase to kill next, until there were enough kills, too many tries, or something went wrong."""
        wanted = cycle(ORDER)
        for number in range(kills * TRIES):
            if self.tally.kills.total() == kills or self.tally.wrong or self.tally.lost:
                return
            yield self.chance.choice([*Phase]) if number % 8 == 7 else next(wanted)
        self.tally.wrong.append(f"only {self.tally.kills.total()} of {kills} syncs could be killed")

    def _round(self, phase: Phase) -> None:
        changed = self._change()
        before, asked = self._stored(), len(self.site.requests)
        trace = Trace(self.data / "index", lambda: self._pages_asked(asked))
        on_write = phase is Phase.SWAP and self.chance.random() < ON_WRITE
        killer = Killer(phase, self.chance.randint(1, changed), on_write, self.chance)
        process = self._started()
        killed = killer.strike(process, trace)
        self._check_live()  # first: whatever else opens the index's files may mend them
        if killed:
            self.tally.kills[trace.phase] += 1
        else:
            self.tally.survived += 1
            self._expect_success(process)
        self._compare(before)

    def _change(self) -> int:
        """Change a part of the pages, add one, remove one; how many there are to fetch."""
        self.changes += 1
        paths = sorted(self.site.pages)
        chosen = self.chance.sample(paths, max(2, round(CHANGED * len(paths))))
        del self.site.pages[chosen[0]]
        for path in (*chosen[1:], f"{self.chance.choice(['', '/en'])}/added-{self.changes}"):
            moment = WRITTEN + timedelta(minutes=self.changes)
            self.site.write(path, page_text(self.chance), moment)
        return len(chosen)

    def _pages_asked(self, since: int) -> int:
        return sum(asked.path.endswith(".md") for asked in self.site.requests[since:])

    def _started(self) -> subprocess.Popen[bytes]:
        program = Path(sys.executable).with_name("askdocs")
        environment = {**os.environ, "ASKDOCS_EMBEDDERS": "{}", "ASKDOCS_MULTILINGUAL": "hashing"}
        command: list[str | Path] = [program, "--data", self.data, "sync", self.site.url, "--allow-private"]
        with (self.data / "sync.log").open("wb") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603

    def _sync(self) -> None:
        self._expect_success(self._started())

    def _expect_success(self, process: subprocess.Popen[bytes]) -> None:
        if status := process.wait():
            said = (self.data / "sync.log").read_text("utf-8", "replace")
            self.tally.wrong.append(f"a sync that was left alone ended with status {status}: {said}")

    def _stored(self) -> Mapping[str, str]:
        """URL -> markdown of each page in the corpus."""
        with Corpus.open(self.data / "corpus.db") as corpus:
            return {page.url: page.markdown for page in corpus.pages()}

    def _served(self) -> Mapping[str, str]:
        return {self.site.url + path: page.markdown.strip() for path, page in self.site.pages.items()}

    def _compare(self, before: Mapping[str, str]) -> None:
        """Look for pages lost or spoilt since `before`, and for damaged files."""
        self.tally.wrong += _damaged(self.data)
        after, served = self._stored(), self._served()
        self.tally.lost += [url for url in before if url in served and url not in after]
        self.tally.wrong += [
            f"{url} is neither as before nor as served"
            for url, text in after.items()
            if text not in (before.get(url), served.get(url))
        ]

    def _check_live(self) -> None:
        """As a process that was just started sees it, the live index is whole."""
        try:
            live = LocalStore(self.data / "index").live()
        except StoreError as error:
            self.tally.wrong.append(str(error))
            return
        self.tally.wrong += missing(live) if live else ["no index is live after the kill"]

    def _compare_all(self) -> None:
        """After a sync that was left alone, site, corpus and index are the same, and nothing lies about."""
        self._check_live()
        self._compare({})
        stored = self._stored()
        if stored != self._served():
            self.tally.wrong.append("in the end the corpus is not the site")
        live = LocalStore(self.data / "index").live()
        pages = list(live.pages()) if live else []
        if live is None or {page.url: page.markdown for page in pages} != stored:
            self.tally.wrong.append("in the end the index is not the corpus")
            return
        indexed = live.passages(range(sum(live.info.passages.values())))
        cut = Counter((passage.page_url, passage.markdown) for page in pages for passage in split(page))
        if Counter((passage.page_url, passage.markdown) for passage in indexed) != cut:
            self.tally.wrong.append("in the end the passages are not those of the pages")
        if len(list((self.data / "index" / "generations").iterdir())) > 2:
            self.tally.wrong.append("in the end what killed builds left behind is still there")
        self.tally.pages = len(stored)


@contextmanager
def _reader(index: Path) -> Iterator[Findings]:
    """Findings of a reader in another process, filled when the block is left."""
    context, findings = multiprocessing.get_context("spawn"), Findings()
    stop, (here, there) = context.Event(), context.Pipe(duplex=False)
    process = context.Process(target=read, args=(index, stop, there), daemon=True)
    process.start()
    there.close()
    try:
        yield findings
    finally:
        stop.set()
        try:
            found: Findings = here.recv()
            findings.questions, findings.generations, findings.wrong = (
                found.questions,
                found.generations,
                found.wrong,
            )
        except EOFError:
            findings.wrong.append("the reader died")
        process.join()


def _damaged(data: Path) -> Iterator[str]:
    for name in ("corpus.db", "embeddings.db", "index/index.db"):
        with closing(sqlite3.connect(data / name, timeout=30)) as database:
            (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            yield f"{name} is damaged: {verdict}"


def page_text(chance: random.Random) -> str:
    """A page of sections whose numbers nobody has seen before."""
    sections = (
        f"## Set {WORD} option {number}\n\nThe {WORD} option {number} takes {number * 7} seconds,"
        f" and {WORD} keeps it for {number % 90} days. Restart {WORD} afterwards.\n"
        for number in (chance.randrange(10**9) for _ in range(SECTIONS))
    )
    return f"# The {WORD} options {chance.randrange(10**9)}\n\n" + "\n".join(sections)


def campaign(kills: int, pages: int, seed: int, data: Path) -> Tally:
    """Kill so many syncs of a site of so many pages in two languages; equal seeds, equal choices."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    texts = {f"{prefix}/page-{n}": page_text(chance) for prefix in ("", "/en") for n in range(pages // 2)}
    with docs_site(texts, language="pt", variants=("/en",)) as site:
        return Campaign(site, data, chance).run(kills)


def main() -> int:
    """Run a campaign as the command line says; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=120, help="syncs to kill")
    parser.add_argument("--pages", type=int, default=60, help="pages of the site")
    parser.add_argument("--seed", type=int, default=SEED, help="of all random choices")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = campaign(chosen.kills, chosen.pages, chosen.seed, Path(folder))
    print(tally)
    for problem in (*tally.lost, *tally.wrong, *tally.seen.wrong):
        print(problem, file=sys.stderr)
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
