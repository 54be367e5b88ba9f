"""A generation while it is built: rows that nobody reads until the one that makes them live."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, LiteralString

import numpy as np
import psycopg
from pgvector import HalfVector
from psycopg import Connection

from index.embedder import Vectors
from index.errors import StoreError
from index.store import GenerationInfo, PassageTokens
from index.stores.marks import marks_of
from index.stores.postgres import catalogue, graphs
from index.stores.postgres.copying import Copying, Row
from index.stores.postgres.details import Details, Space
from index.stores.postgres.failures import postgres_errors
from index.stores.postgres.spaces import OpenSpace
from index.stores.postgres.wording import Wording
from index.stores.rows import PASSAGE, page_row, passage, passage_row
from ingest.page import Page
from ingest.passage import Passage

AT_ONCE = 1000
"""So many passages are read at a time."""

_SOME: LiteralString = (
    f"SELECT number, {PASSAGE} FROM askdocs.passages"  # noqa: S608 - our own column names
    " WHERE site = %s AND generation = %s AND language = %s AND number > %s ORDER BY number LIMIT %s"
)

_NUMBERS: LiteralString = """
SELECT number FROM askdocs.passages
WHERE site = %s AND generation = %s AND language = %s AND number > %s ORDER BY number LIMIT %s
"""


class PostgresWriter:
    """Builds one generation over a connection of its own, whose lock says that it is being built."""

    def __init__(
        self,
        connection: Connection,
        site: str,
        begun: GenerationInfo,
        graph_from: int,
        committed: Callable[[int], None],
    ) -> None:
        self._connection, self._site, self._begun = connection, site, begun
        self._graph_from, self._committed = graph_from, committed
        self._open = True
        self._copying = Copying(connection, site, begun.number)
        self._wording = Wording(self._copying)
        self._pages: Counter[str] = Counter()
        self._passages: Counter[str] = Counter()
        self._spaces: dict[tuple[str, str], OpenSpace] = {}

    def put_pages(self, pages: Iterable[Page]) -> None:
        """Add pages. Raises StoreError where two have one URL."""
        first = self._pages.total()
        with postgres_errors("write pages"):
            self._copying.copy("pages", self._page_rows(first, pages))

    def _page_rows(self, first: int, pages: Iterable[Page]) -> Iterator[Row]:
        for place, each in enumerate(pages, first):
            self._pages[each.language] += 1
            yield place, *page_row(each)

    def put(self, passages: Iterable[Passage]) -> None:
        """Add passages, of any language, numbered on from those before."""
        rest = iter(passages)
        with postgres_errors("write passages"):
            while self._copying.copy("passages", self._passage_rows(rest)):
                self._wording.write()

    def _passage_rows(self, passages: Iterator[Passage]) -> Iterator[Row]:
        """Rows of as many passages as fill a block of words."""
        for number, each in enumerate(passages, self._passages.total()):
            self._passages[each.language] += 1
            self._wording.add(number, each)
            yield number, *passage_row(each)
            if self._wording.is_full(number):
                return

    def counts(self) -> Mapping[str, int]:
        """How many passages were put, by language."""
        return dict(sorted(self._passages.items()))

    def passages(self, language: str) -> Iterator[Passage]:
        """The passages of one language, in the order in which they were put."""
        last = -1
        while rows := self._some(_SOME, language, last, AT_ONCE):
            yield from (passage(*row[1:]) for row in rows)
            last = rows[-1][0]

    def _some(self, statement: LiteralString, language: str, last: int, count: int) -> list[tuple[Any, ...]]:
        asked = (self._site, self._begun.number, language, last, count)
        with postgres_errors("read passages"):
            return self._connection.execute(statement, asked).fetchall()

    def put_vectors(
        self, language: str, embedder: str, vectors: Vectors, tokens: Sequence[PassageTokens] = ()
    ) -> None:
        """Add the vectors, and perhaps the tokens, of as many passages more of `language`.

        Raises ValueError for another dimension.
        """
        space = self._space(language, embedder, vectors.shape[1])
        space.check(vectors, tokens)
        numbers = self._numbers(language, space, len(vectors))
        with postgres_errors("write vectors"):
            self._copying.copy("vectors", _vector_rows(space, numbers, vectors))
            if tokens:
                self._copying.copy("tokens", _token_rows(space, numbers, tokens))
        space.count += len(vectors)
        space.tokens += len(tokens)
        space.last = numbers[-1] if numbers else space.last

    def _space(self, language: str, embedder: str, dimension: int) -> OpenSpace:
        key = embedder, language
        if key not in self._spaces:
            graph = self._passages[language] >= self._graph_from and dimension <= graphs.MOST_DIMENSIONS
            self._spaces[key] = OpenSpace(len(self._spaces), embedder, language, dimension, graph)
        return self._spaces[key]

    def _numbers(self, language: str, space: OpenSpace, count: int) -> list[int]:
        """The numbers of so many passages more. Those that do not exist, which `commit` refuses, get any."""
        found = [row[0] for row in self._some(_NUMBERS, language, space.last, count)]
        beyond = self._passages.total() + space.count
        return [*found, *range(beyond, beyond + count - len(found))]

    def commit(self) -> GenerationInfo:
        """Make it the live generation in one step, unless one that was begun later is live already.

        Raises ValueError where an embedder gave vectors for a part of a language only. Raises StoreError, and
        leaves the live one alone, where writing fails.
        """
        if not self._open:
            raise StoreError("This index was committed or abandoned before. Begin a new one.")
        for space in self._spaces.values():
            space.refuse_parts(self._passages[space.language])
        with postgres_errors("commit the index"):
            details = Details(self._closed_spaces(), self._wording.lengths())
            info = self._finished()
            catalogue.commit(self._connection, self._site, info, details)
        self._close()
        self._committed(info.number)
        return info

    def _closed_spaces(self) -> tuple[Space, ...]:
        """Those that have vectors, with their graphs."""
        spaces = tuple(space.closed() for space in self._spaces.values() if space.count)
        for space in spaces:
            if space.graph:
                graphs.make(self._connection, self._site, self._begun.number, space)
        return spaces

    def _finished(self) -> GenerationInfo:
        embedders: dict[str, tuple[str, ...]] = {}
        for space in self._spaces.values():
            if space.count:
                embedders[space.language] = (*embedders.get(space.language, ()), space.embedder)
        return replace(
            self._begun,
            built_at=datetime.now(UTC),
            pages=dict(sorted(self._pages.items())),
            passages=self.counts(),
            embedders=embedders,
            size=self._copying.size,
        )

    def abandon(self) -> None:
        """Throw it away. Safe to call twice, and after a commit (then it does nothing).

        What cannot be deleted because the server is gone is deleted by a later `drop`.
        """
        if not self._open:
            return
        with suppress(psycopg.Error):
            catalogue.remove(self._connection, self._site, self._begun.number)
        self._close()

    def _close(self) -> None:
        """Let go of the connection, and of the lock with it."""
        self._open = False
        self._connection.close()


def _vector_rows(space: OpenSpace, numbers: Sequence[int], vectors: Vectors) -> Iterator[Row]:
    whole = np.ascontiguousarray(vectors, dtype=np.float32)
    for number, vector in zip(numbers, whole, strict=True):
        yield space.number, number, HalfVector(vector), vector.tobytes()


def _token_rows(space: OpenSpace, numbers: Sequence[int], tokens: Sequence[PassageTokens]) -> Iterator[Row]:
    for number, each in zip(numbers, tokens, strict=False):
        yield space.number, number, each.codes.tobytes(), marks_of(each).tobytes()
