"""A committed generation in PostgreSQL, read from whichever server has it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any, LiteralString, TypeVar

import numpy as np
from cachetools import LRUCache
from psycopg import Connection

from index.embedder import Vectors
from index.store import GenerationInfo, PassageTokens, Scored
from index.stores.marks import marked
from index.stores.postgres.dense import nearest
from index.stores.postgres.details import Details
from index.stores.postgres.failures import postgres_errors
from index.stores.postgres.lexical import Language, PostgresLexical
from index.stores.postgres.servers import Servers
from index.stores.rows import PAGE, PASSAGE, page, passage
from ingest.page import Page
from ingest.passage import Passage

PAGES = 200
"""So many pages are read at a time, and as many that were asked for are remembered."""

_PASSAGES: LiteralString = (
    f"SELECT number, {PASSAGE} FROM askdocs.passages WHERE site = %s AND generation = %s AND number = ANY(%s)"  # noqa: S608 - our own column names
)

_A_PAGE: LiteralString = (
    f"SELECT {PAGE} FROM askdocs.pages WHERE site = %s AND generation = %s AND (path = %s OR url = %s)"  # noqa: S608 - our own column names
    " ORDER BY path = %s DESC, place LIMIT 1"
)

_SOME_PAGES: LiteralString = (
    f"SELECT place, {PAGE} FROM askdocs.pages WHERE site = %s AND generation = %s AND place >= %s"  # noqa: S608 - our own column names
    " ORDER BY place LIMIT %s"
)

_TOKENS: LiteralString = """
SELECT number, codes, marks FROM askdocs.tokens
WHERE site = %s AND generation = %s AND space = %s AND number = ANY(%s)
"""

Found = TypeVar("Found")


class PostgresGeneration:
    """Reads one generation."""

    def __init__(self, servers: Servers, site: str, info: GenerationInfo, details: Details) -> None:
        self._servers, self._site = servers, site
        self._info, self._details = info, details
        self._pages: LRUCache[str, Page | None] = LRUCache(PAGES)
        self._lock = threading.Lock()
        self._lexical = {
            language: PostgresLexical(
                Language(site, info.number, language, count, details.lengths[language]),
                partial(self._ask, "search words"),
            )
            for language, count in info.passages.items()
        }

    @property
    def info(self) -> GenerationInfo:
        """What it holds."""
        return self._info

    def same_but_for_checks(self, info: GenerationInfo) -> bool:
        """Whether `info` is of this very generation, checked again or not."""
        return replace(info, checked_at=self._info.checked_at, unchecked=self._info.unchecked) == self._info

    def with_info(self, info: GenerationInfo) -> "PostgresGeneration":
        """This generation under what is now known of it. It shares what was looked up."""
        other = copy(self)
        other._info = info
        return other

    def dense_topk(self, embedder: str, language: str, query: Vectors, k: int) -> list[Scored]:
        """The passages of `language` nearest to `query` by inner product, best first."""
        space = self._details.space(embedder, language)
        if space is None:
            return []
        number = self._info.number
        return self._ask(
            "search vectors", lambda connection: nearest(connection, self._site, number, space, query, k)
        )

    def lexical_topk(self, language: str, question: str, k: int) -> list[Scored]:
        """The passages of `language` that share words with the question, best BM25 first."""
        index = self._lexical.get(language)
        return index.topk(question, k) if index else []

    def term_weights(self, language: str, text: str) -> dict[str, float]:
        """The text's terms with their inverse document frequencies in `language`; {} where it has none."""
        index = self._lexical.get(language)
        return index.weights(text) if index else {}

    def tokens(self, embedder: str, language: str, numbers: Sequence[int]) -> list[PassageTokens]:
        """The tokens of these passages of `language`, in this order; [] where it has none."""
        space = self._details.space(embedder, language)
        if space is None or not space.token_width or not numbers:
            return []
        rows = self._rows("read tokens", _TOKENS, space.number, [int(number) for number in numbers])
        found = {number: _tokens(codes, marks, space.token_width) for number, codes, marks in rows}
        return [found[number] for number in numbers]

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in this order. Raises KeyError for an unknown number."""
        if not numbers:
            return []
        rows = self._rows("read passages", _PASSAGES, [int(number) for number in numbers])
        found = {row[0]: passage(*row[1:]) for row in rows}
        return [found[number] for number in numbers]

    def page(self, path: str) -> Page | None:
        """The page with this site path, or this URL."""
        with self._lock:
            if path in self._pages:
                return self._pages[path]
        rows = self._rows("read a page", _A_PAGE, path, path, path) if "\0" not in path else []
        found = page(*rows[0]) if rows else None
        with self._lock:
            self._pages[path] = found
        return found

    def pages(self) -> Iterator[Page]:
        """All pages, in the order in which they were put."""
        place = 0
        while rows := self._rows("read pages", _SOME_PAGES, place, PAGES):
            yield from (page(*row[1:]) for row in rows)
            place = rows[-1][0] + 1

    def _rows(self, doing: str, statement: LiteralString, *asked: object) -> list[tuple[Any, ...]]:
        """The rows of this generation that a statement finds."""
        given = (self._site, self._info.number, *asked)
        return self._ask(
            doing, lambda connection: connection.execute(statement, given, binary=True).fetchall()
        )

    def _ask(self, doing: str, work: Callable[[Connection], Found]) -> Found:
        with postgres_errors(doing):
            return self._servers.ask(work, self._info.number)


def _tokens(codes: bytes, marks: bytes, width: int) -> PassageTokens:
    read = np.frombuffer(marks, np.uint16)
    rows = np.frombuffer(codes, np.uint8).reshape(len(read), width)
    return marked(rows, read)
