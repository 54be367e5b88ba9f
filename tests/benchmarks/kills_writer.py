"""Commits a new edition again and again: python -m tests.benchmarks.kills_writer JOURNAL

The environment says where, as for any command.
"""

import sys
from itertools import count
from pathlib import Path
from time import sleep
from typing import TextIO

from index.build import Builder
from index.build import NoProgress as SilentIndex
from ingest.errors import AskdocsError
from ingest.page import Page
from ingest.passage import Passage
from service.library import Shelf, content
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.http_swaps import with_handbook
from tests.benchmarks.kills_journal import note

AGAIN_S = 0.1
"""After a failure, so much later."""


def sample_of(workspace: Workspace) -> tuple[list[Page], list[Passage]]:
    """The pages and passages that stand beside each edition."""
    with workspace.corpus() as corpus:
        sample = content([Shelf(corpus, "")])
        return list(sample.pages), list(sample.passages)


def commit(builder: Builder, pages: list[Page], passages: list[Passage], edition: int) -> int:
    """Make an edition the live index; the number of its generation."""
    writer = builder.prepare(with_handbook(pages, passages, edition), SilentIndex())
    try:
        return writer.commit().number
    finally:
        writer.abandon()


def write(workspace: Workspace, journal: TextIO) -> None:
    """Commit edition after edition, until somebody ends this process."""
    pages, passages = sample_of(workspace)
    with workspace.builder() as builder:
        for edition in count(1):
            note(journal, "begun", edition)
            try:
                number = commit(builder, pages, passages, edition)
                note(journal, "acknowledged", edition, number)
                builder.store.drop()
            except AskdocsError as error:
                note(journal, "failed", edition, problem=str(error))
                sleep(AGAIN_S)


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a") as opened:
        write(Workspace(Settings()), opened)
