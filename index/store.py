"""Stores: where index generations live, behind one protocol.

A generation is one complete index, numbered, never changed after its commit. A new one is built beside the
live one and takes its place in one step, so that readers see the old or the new, never a mixture.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.token_codes import Codes, Starts
from ingest.page import Page
from ingest.passage import Passage


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """What a generation holds: counts by language, the embedders' identities, and how it came to be.

    `fingerprint` is the builder's digest of what it was built from: equal digests, equal generations.
    `embedders` maps a language to the identities of the embedders that its passages were embedded with.
    `size` is in bytes; 0 where the store cannot tell. `checked_at` is when its content was last compared with
    its source and found to be what the source has, None where nobody said; `unchecked` are the URLs of the
    pages that could not be compared then.
    """

    number: int
    built_at: datetime
    source: str
    fingerprint: str
    pages: Mapping[str, int]
    passages: Mapping[str, int]
    embedders: Mapping[str, tuple[str, ...]]
    size: int = 0
    checked_at: datetime | None = None
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerState:
    """A server that a store reads from.

    `role` is "primary", "standby" or "unreachable", with the `problem`; `generation` is the live one as that
    server knows it, 0 for none, `lag` by how many seconds it may be behind. Of `connections` to it, so many
    are `used`; so many callers are `waiting` for one.
    """

    name: str
    role: str
    generation: int
    lag: float
    used: int
    connections: int
    waiting: int
    problem: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage's number within its generation, and a retriever's score for it (higher is better)."""

    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """The tokens of a passage, coded as `index.token_codes` does.

    `codes` has shape (tokens, dimension / 2); `starts`, of shape (tokens,), says at which character of the
    embedded text each begins; `firsts`, of the same shape, whether a sentence of the passage begins with it.
    """

    codes: Codes
    starts: Starts
    firsts: NDArray[np.bool_]


class Retriever(Protocol):
    """Finds passages by their numbers. Calls from several threads are safe."""

    def dense_topk(self, embedder: str, language: str, query: Vectors, k: int) -> list[Scored]:
        """The passages of `language` nearest to `query` (shape (dimension,)) by inner product, best first.

        `embedder` is an identity. Returns [] where that language has no vectors of that embedder.
        """

    def lexical_topk(self, language: str, question: str, k: int) -> list[Scored]:
        """The passages of `language` that share words with the question, best BM25 first; [] for none."""

    def tokens(self, embedder: str, language: str, numbers: Sequence[int]) -> list[PassageTokens]:
        """The tokens of these passages of `language`, in this order; [] where that embedder told none."""

    def term_weights(self, language: str, text: str) -> dict[str, float]:
        """The text's terms, as the lexical index has them, each with its inverse document frequency in
        `language`.

        ln(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N passages, so a term that no passage has weighs
        most. Stop words are left out.
        """


class Generation(Retriever, Protocol):
    """A committed index, read-only."""

    @property
    def info(self) -> GenerationInfo:
        """What it holds."""

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in this order."""

    def page(self, path: str) -> Page | None:
        """The page with this site path, or this URL."""

    def pages(self) -> Iterator[Page]:
        """All pages, in the order in which they were put."""


class GenerationWriter(Protocol):
    """A generation while it is built; nobody reads it before `commit`.

    Everything put is on its way to the disk: a writer's memory does not grow with what it was given. All
    passages are put before the first vectors.
    """

    def put_pages(self, pages: Iterable[Page]) -> None:
        """Add pages."""

    def put(self, passages: Iterable[Passage]) -> None:
        """Add passages, of any language. They are numbered from 0, in the order of putting."""

    def counts(self) -> Mapping[str, int]:
        """How many passages were put, by language."""

    def passages(self, language: str) -> Iterator[Passage]:
        """The passages of one language, in the order in which they were put."""

    def put_vectors(
        self, language: str, embedder: str, vectors: Vectors, tokens: Sequence[PassageTokens] = ()
    ) -> None:
        """Add the vectors of as many passages more of `language`, in the order of `passages(language)`.

        `embedder` is an identity; `vectors` has shape (passages, dimension); `tokens` are those of the same
        passages, for all passages of a language or for none. Raises ValueError where a dimension is not that
        of the vectors before.
        """

    def commit(self) -> GenerationInfo:
        """Make it the live generation in one step, unless one that was begun later is live already.

        Raises ValueError where an embedder gave vectors for a part of a language only, and StoreError where
        writing fails; the live generation then stays as it was.
        """

    def abandon(self) -> None:
        """Throw it away. Safe to call twice, and after a commit (then it does nothing)."""


class Store(Protocol):
    """Keeps generations and knows which one is live. Several processes may build at once."""

    def live(self) -> Generation | None:
        """The live generation, None before the first commit. Cheap: callers may ask on each query."""

    def begin_generation(
        self,
        source: str,
        fingerprint: str,
        checked_at: datetime | None = None,
        unchecked: Iterable[str] = (),
    ) -> GenerationWriter:
        """Start a generation beside the live one; `source` says what it is built from, `fingerprint` digests
        that. `checked_at` and `unchecked` are as in GenerationInfo.
        """

    def confirm(self, number: int, checked_at: datetime, unchecked: Iterable[str] = ()) -> None:
        """Note that the live generation's content was found to be what its source has.

        Readers see it in their next `live().info`, and open nothing anew for it. Nothing changes where
        another generation than `number` is live, or where it was checked later than that. Raises StoreError.
        """

    def drop(self) -> None:
        """Remove generations that are neither live nor being built, and what a killed build left behind."""

    def servers(self) -> Sequence[ServerState]:
        """The servers that it is read from, each looked at now; none where it is a folder."""
