"""The local store: generations in a folder, read by many processes, swapped in one transaction.

ROOT/index.db                       which generations exist and which one is live
ROOT/generations/N/passages.db      pages and passages
ROOT/generations/N/dense-*.faiss    vectors of one embedder and language (and .npy: their passages' numbers)
ROOT/generations/N/lexical-*/       words of one language
ROOT/generations/N/building.lock    locked by the process that builds it
"""

import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from index.errors import StoreError
from index.store import Generation, GenerationInfo, GenerationWriter, ServerState
from index.stores.catalogue import Catalogue
from index.stores.failures import store_errors
from index.stores.local_generation import LocalGeneration
from index.stores.local_writer import LocalWriter
from ingest.lock import ProcessLock, is_locked

BUILDING = "building.lock"

_TRIES = 3
"""A generation may be dropped between the look at the catalogue and the opening of its files."""


class LocalStore:
    """A store in the folder `root`, which the first build creates.

    Threads and processes may share it. `search_threads` is faiss's thread count for one question.
    """

    def __init__(self, root: Path, search_threads: int = 1) -> None:
        self._root = root
        self._search_threads = search_threads
        self._catalogue = Catalogue(root / "index.db")
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._live: LocalGeneration | None = None

    def live(self) -> Generation | None:
        """The live generation, None before the first commit. Raises StoreError where it cannot be read."""
        with self._lock, store_errors("read the index", self._root):
            stamp = self._catalogue.stamp()
            if stamp != self._stamp:
                self._live = self._reopened()
                self._stamp = stamp
            return self._live

    def _reopened(self) -> LocalGeneration | None:
        for left in reversed(range(_TRIES)):
            info = self._catalogue.live()
            if self._live and info and self._live.same_but_for_checks(info):
                return self._live.with_info(info)
            try:
                return self._opened(info) if info else None
            except StoreError:
                if not left or self._catalogue.live() == info:
                    raise
        return None

    def _opened(self, info: GenerationInfo) -> LocalGeneration:
        return LocalGeneration(self._folder(info.number), info, self._search_threads)

    def begin_generation(
        self,
        source: str,
        fingerprint: str,
        checked_at: datetime | None = None,
        unchecked: Iterable[str] = (),
    ) -> GenerationWriter:
        """Start a generation beside the live one; the arguments say what it is built from, and how fresh."""
        with store_errors("begin an index", self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            with self._catalogue.begin() as number:
                folder = self._folder(number)
                if folder.exists():  # a build was killed before its number was kept
                    shutil.rmtree(folder)
                folder.mkdir(parents=True)
                lock = ProcessLock(folder / BUILDING)
        begun = GenerationInfo(number, datetime.now(UTC), source, fingerprint, {}, {}, {})
        begun = replace(begun, checked_at=checked_at, unchecked=tuple(sorted(unchecked)))
        return LocalWriter(folder, begun, lock, self._catalogue)

    def confirm(self, number: int, checked_at: datetime, unchecked: Iterable[str] = ()) -> None:
        """Note that the live generation, if it is `number`, was found to be what its source has."""
        if self._catalogue.exists():
            with store_errors("note the check of the index", self._root):
                self._catalogue.confirm(number, checked_at, tuple(sorted(unchecked)))

    def drop(self) -> None:
        """Remove what is neither live, nor the one before, nor being built. Readers of it may finish."""
        if not self._catalogue.exists():
            return
        with store_errors("remove old indexes", self._root), self._catalogue.dropping() as kept:
            for folder in self._folders():
                if int(folder.name) not in kept and not is_locked(folder / BUILDING):
                    shutil.rmtree(folder)

    def servers(self) -> Sequence[ServerState]:
        """None: it is a folder."""
        return ()

    def _folders(self) -> Iterator[Path]:
        return (folder for folder in (self._root / "generations").glob("*") if folder.name.isdecimal())

    def _folder(self, number: int) -> Path:
        return self._root / "generations" / str(number)
