"""A new index every second under load: does anybody see an error, or an answer of two indexes?

The indexes are built beforehand but for their commit, so that there is one each second.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from threading import Event, Thread
from urllib.parse import quote

from index.build import Content
from index.build import NoProgress as SilentIndex
from index.store import GenerationWriter
from ingest.page import Page
from ingest.passage import Passage
from ingest.split import split
from service.library import Shelf, content
from service.wiring import Workspace
from tests.benchmarks.http_load import Reply

HANDBOOK = """# Handbook

## The edition of the handbook

This is edition {edition} of the handbook.

## The rules of the handbook

The rules of the handbook belong to edition {edition}: each edition of the handbook has rules of its own.
"""
QUESTIONS = ("Which edition of the handbook is this?", "What do the rules of the handbook belong to?")
_EDITION = re.compile(r"edition (\d+)")
_HANDBOOK = Page("/handbook", "/handbook", "Handbook", "", "en", "", datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(slots=True)
class Editions:
    """The indexes of a handbook, edition by edition, and what replies said of them.

    `numbers` are the generations' numbers by edition; `told` the pairs of generation and edition that replies
    told, `mixed` how many replies told of several editions.
    """

    writers: Sequence[GenerationWriter]
    numbers: dict[int, int] = field(default_factory=dict)
    told: set[tuple[int, int]] = field(default_factory=set)
    mixed: int = 0

    def commit(self, edition: int) -> None:
        """Make an edition the live one."""
        self.numbers[edition] = self.writers[edition].commit().number

    @contextmanager
    def one_a_second(self) -> Iterator[None]:
        """Commit the editions after the first, one a second, for as long as the context lasts."""
        done = Event()

        def commit() -> None:
            for edition in range(1, len(self.writers)):
                if done.wait(1):
                    return
                self.commit(edition)

        thread = Thread(target=commit)
        thread.start()
        yield
        done.set()
        thread.join()

    def read(self, reply: Reply) -> None:
        """Note what a reply tells, if it is an answer as JSON."""
        if reply.status != 200 or not reply.headers[b"content-type"].startswith(b"application/json"):
            return
        generation, editions = told_by(reply.body)
        self.mixed += len(editions) != 1
        self.told.update((generation, edition) for edition in editions)

    @property
    def wrong(self) -> int:
        """How many pairs of generation and edition never were."""
        return len(self.told - {(number, edition) for edition, number in self.numbers.items()})


def editions(workspace: Workspace, count: int) -> Editions:
    """So many indexes of the sample and a handbook, of which the first is live."""
    with workspace.corpus() as corpus, workspace.builder() as builder:
        sample = content([Shelf(corpus, "")])
        pages, passages = list(sample.pages), list(sample.passages)
        writers = []
        for edition in range(count):
            writers.append(builder.prepare(with_handbook(pages, passages, edition), SilentIndex()))
    made = Editions(writers)
    made.commit(0)
    return made


def with_handbook(pages: Sequence[Page], passages: Sequence[Passage], edition: int) -> Content:
    """These pages, and an edition of the handbook."""
    handbook = replace(_HANDBOOK, markdown=HANDBOOK.format(edition=edition))
    return Content("editions", [*pages, handbook], chain(passages, split(handbook)))


def told_by(body: bytes) -> tuple[int, frozenset[int]]:
    """The generation and the editions of the handbook that an answer as JSON tells."""
    answer = json.loads(body)["answer"]
    texts = (answer["answer"]["markdown"], *(each["markdown"] for each in answer["excerpts"]))
    return answer["generation"], frozenset(int(told) for text in texts for told in _EDITION.findall(text))


def path(number: int) -> str:
    """A question about the handbook, as JSON: every other one is asked for the first time."""
    text = QUESTIONS[number % len(QUESTIONS)]
    new = f"&goal=case%20{number}" if number % 4 < 2 else ""
    return f"/handbook.json?ask={quote(text)}{new}"
