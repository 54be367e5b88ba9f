"""Build a generation: passages of every language, embedded and stored."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.cache import EmbeddingCache
from index.embedder import Embedder, Vectors
from index.errors import NoIndexError
from index.models import Embedders
from index.store import GenerationInfo, GenerationWriter, Store
from ingest.page import Page
from ingest.passage import Passage

PREPARATION = "1"
"""Raised whenever equal pages would give other passages, or other stored fields, than before."""


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
    """What a generation is made of; `passages` is read once, and only if it is built."""

    source: str
    pages: Sequence[Page]
    passages: Iterable[Passage]


@dataclass(frozen=True, slots=True)
class Built:
    """The live generation, and whether it had to be built."""

    info: GenerationInfo
    anew: bool


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds generations in a store.

    `languages` are those that questions come in beside the languages of the passages: they decide which
    embedders are needed.
    """

    store: Store
    embedders: Embedders
    cache: EmbeddingCache
    languages: tuple[str, ...] = ()

    def refresh(self, content: Content, progress: Progress) -> Built:
        """Build the content's generation and make it live, unless the live one was built from just that."""
        live = self.store.live()
        if live and live.info.fingerprint == self._fingerprint(content):
            return Built(live.info, anew=False)
        return Built(self.build(content, progress), anew=True)

    def build(self, content: Content, progress: Progress) -> GenerationInfo:
        """Build the content's generation and make it live.

        Raises NoIndexError where there is nothing to index. Whatever fails, the live generation stays as it
        was, and vectors already computed stay in the cache.
        """
        groups = _by_language(content.passages)
        if not groups:
            raise NoIndexError("There is nothing to index. Crawl a site first: askdocs crawl SITE")
        spoken = {*groups, *self.languages}
        plan = {language: self.embedders.of_passages(language, spoken) for language in groups}
        progress.planned(sum(len(groups[language]) * len(plan[language]) for language in groups))
        writer = self.store.begin_generation(content.source, self._fingerprint(content))
        try:
            writer.put_pages(content.pages)
            for language, passages in groups.items():
                self._put(writer, passages, plan[language], progress)
            info = writer.commit()
        finally:
            writer.abandon()
        self.store.drop()
        return info

    def _put(
        self,
        writer: GenerationWriter,
        passages: Sequence[Passage],
        embedders: Sequence[Embedder],
        progress: Progress,
    ) -> None:
        texts = [embedded_text(passage) for passage in passages]
        vectors: dict[str, Vectors] = {
            embedder.identity: self.cache.passages(embedder, texts, progress.embedded)
            for embedder in embedders
        }
        writer.put(passages, vectors)

    def _fingerprint(self, content: Content) -> str:
        """SHA-256 of all that decides what the generation holds."""
        digest = hashlib.sha256(repr((PREPARATION, self.embedders.names, sorted(self.languages))).encode())
        for page in content.pages:
            digest.update(repr((page.url, page.content_hash, page.description, page.alternates)).encode())
        return digest.hexdigest()


def embedded_text(passage: Passage) -> str:
    """What is embedded of a passage: its title and headings, then its text."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


def _by_language(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.language, []).append(passage)
    return groups
