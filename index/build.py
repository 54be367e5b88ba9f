"""Build a generation: passages of every language, embedded and stored."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.cache import Embedded, EmbeddingCache
from index.errors import NoIndexError
from index.models import Embedders
from index.quota import UNBOUNDED, Quota
from index.store import GenerationInfo, GenerationWriter, PassageTokens, Store
from index.token_codes import Starts
from ingest.page import Page
from ingest.passage import Passage
from ingest.sentences import spans

PREPARATION = "3"
"""Raised whenever equal pages would give other passages, or other stored fields, than before."""

WINDOW = 4096
"""Passages in memory at a time. An embedder takes them by length, short ones first, so that a batch wastes no
padding: the more at a time, the less waste.
"""

NOTHING = "There is nothing to index. Crawl a site first: askdocs crawl SITE"


class Progress(Protocol):
    """Is told how an index build goes on."""

    def planned(self, texts: int) -> None:
        """So many texts have to be embedded in all, those found in the cache included."""

    def embedded(self, texts: int) -> None:
        """So many more are done."""


class NoProgress:
    """Nobody watches."""

    def planned(self, texts: int) -> None:
        """Tell nobody."""

    def embedded(self, texts: int) -> None:
        """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a generation is made of.

    `pages` are read more than once, each time from the first, and are the same each time. `passages` are read
    once, and only if a generation is built; those that address agents are left out. Neither is kept: a site
    may be larger than memory. `basis` are the pages that all of this is made from, where that takes long:
    they alone tell whether anything changed.

    `checked_at` is when the pages were last compared with their source, None where nobody knows; `unchecked`
    are the URLs of those that could not be.
    """

    source: str
    pages: Iterable[Page]
    passages: Iterable[Passage]
    checked_at: datetime | None = None
    unchecked: tuple[str, ...] = ()
    basis: Iterable[Page] | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """The live generation, and whether it had to be built."""

    info: GenerationInfo
    anew: bool


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds generations in a store.

    `languages` are those that questions come in beside the languages of the passages: they decide which
    embedders are needed. `window` passages are in memory at a time. `quota` says how large a generation may
    become.
    """

    store: Store
    embedders: Embedders
    cache: EmbeddingCache
    languages: tuple[str, ...] = ()
    window: int = WINDOW
    quota: Quota = UNBOUNDED

    def refresh(self, content: Content, progress: Progress) -> Built:
        """Build the content's generation and make it live, unless the live one was built from just that.

        Then that one is confirmed: it is noted when its content was checked. Raises NoIndexError and
        QuotaError as `build`.
        """
        live, fingerprint = self.store.live(), self._fingerprint(content)
        if live is None or live.info.fingerprint != fingerprint:
            return Built(self._built(content, fingerprint, progress), anew=True)
        if content.checked_at:
            self.store.confirm(live.info.number, content.checked_at, content.unchecked)
            live = self.store.live() or live
        return Built(live.info, anew=False)

    def build(self, content: Content, progress: Progress) -> GenerationInfo:
        """Build the content's generation and make it live.

        Raises NoIndexError where there is nothing to index, QuotaError where there is too much. Whatever
        fails, the live generation stays as it was, and vectors already computed stay in the cache.
        """
        return self._built(content, self._fingerprint(content), progress)

    def prepare(self, content: Content, progress: Progress) -> GenerationWriter:
        """All of the content's generation but its commit, which is the caller's, or else to abandon it."""
        return self._prepared(content, self._fingerprint(content), progress)

    def _built(self, content: Content, fingerprint: str, progress: Progress) -> GenerationInfo:
        writer = self._prepared(content, fingerprint, progress)
        try:
            info = writer.commit()
        finally:
            writer.abandon()
        self.store.drop()
        return info

    def _prepared(self, content: Content, fingerprint: str, progress: Progress) -> GenerationWriter:
        writer = self.store.begin_generation(
            content.source, fingerprint, content.checked_at, content.unchecked
        )
        try:
            writer.put_pages(self.quota.of_pages(content.pages))
            # one that gives orders would else weigh on what is found beside it, and on which words are rare
            kept = (each for each in content.passages if not each.addresses_agents)
            writer.put(self.quota.of_passages(kept))
            self._embed(writer, progress)
        except BaseException:
            writer.abandon()
            raise
        return writer

    def _embed(self, writer: GenerationWriter, progress: Progress) -> None:
        counts = writer.counts()
        if not counts:
            raise NoIndexError(NOTHING)
        spoken = {*counts, *self.languages}
        plan = {language: self.embedders.of_passages(language, spoken) for language in counts}
        progress.planned(sum(counts[language] * len(plan[language]) for language in counts))
        for language, embedders in plan.items():
            for passages in _windows(writer.passages(language), self.window):
                for embedder in embedders:
                    embedded = self.cache.passages(
                        embedder, [each.in_context for each in passages], progress.embedded
                    )
                    vectors = np.stack([each.vector for each in embedded])
                    tokens = passage_tokens(passages, embedded)
                    writer.put_vectors(language, embedder.identity, vectors, tokens)

    def _fingerprint(self, content: Content) -> str:
        """SHA-256 of all that decides what the generation holds. Raises NoIndexError for no pages."""
        digest = hashlib.sha256(repr((PREPARATION, self.embedders.names, sorted(self.languages))).encode())
        page = None
        for page in content.pages if content.basis is None else content.basis:
            digest.update(repr((page.url, page.content_hash, page.description, page.alternates)).encode())
        if page is None:
            raise NoIndexError(NOTHING)
        return digest.hexdigest()


def passage_tokens(passages: Sequence[Passage], embedded: Sequence[Embedded]) -> list[PassageTokens]:
    """The tokens of each passage with their sentences' first ones; without those that have no tokens."""
    return [
        PassageTokens(each.tokens.codes, each.tokens.starts, _firsts(passage, each.tokens.starts))
        for passage, each in zip(passages, embedded, strict=True)
        if each.tokens is not None
    ]


def _firsts(passage: Passage, starts: Starts) -> NDArray[np.bool_]:
    """Which of a passage's tokens are the first ones of a sentence of its text."""
    before = passage.text_from
    sentences = np.searchsorted([before + start for start, _ in spans(passage.text)], starts, side="right")
    return np.diff(sentences, prepend=0) > 0


def _windows(passages: Iterator[Passage], size: int) -> Iterator[list[Passage]]:
    while window := list(islice(passages, size)):
        yield window
