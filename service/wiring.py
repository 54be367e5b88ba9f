"""Puts the parts together, as the settings say."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.build import Builder
from index.cache import EmbeddingCache
from index.embedders import open_embedder
from index.models import Embedders
from index.store import Store
from index.stores.local import LocalStore
from ingest.corpus import Corpus
from service.answerers.extractive import ExtractiveAnswerer
from service.ask import Asker
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Workspace:
    """The parts of one installation; each call opens its part anew."""

    settings: Settings

    def corpus(self) -> Corpus:
        """The crawled pages; the caller closes them."""
        return Corpus.open(self._folder / "corpus.db")

    def store(self) -> Store:
        """The index."""
        return LocalStore(self._folder / "index")

    def cache(self) -> EmbeddingCache:
        """Vectors already computed; the caller closes it."""
        return EmbeddingCache(self._folder / "embeddings.db")

    @contextmanager
    def builder(self, store: Store | None = None, languages: Sequence[str] = ()) -> Iterator[Builder]:
        """What builds the index, or another one in `store`, for questions in further `languages`."""
        spoken = (*self.settings.languages, *languages)
        with closing(self.cache()) as cache:
            yield Builder(store or self.store(), self.embedders(), cache, spoken)

    def embedders(self) -> Embedders:
        """The embedding models, none loaded yet."""
        opened = partial(open_embedder, cache_dir=self._folder / "models", threads=self.settings.threads)
        return Embedders(opened, self.settings.multilingual, self.settings.embedders)

    def asker(self, store: Store | None = None, languages: Sequence[str] = ()) -> Asker:
        """What answers questions from the index, or another one in `store`, in further `languages` too."""
        embedders = self.embedders()
        spoken = (*self.settings.languages, *languages)
        return Asker(store or self.store(), embedders, ExtractiveAnswerer(embedders), spoken)

    def scratch(self, name: str) -> Path:
        """A folder of the installation for something beside the index."""
        return self._folder / name

    @property
    def _folder(self) -> Path:
        return self.settings.data
