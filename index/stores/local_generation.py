"""A committed generation in a folder, and the names of its files."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from index.embedder import Vectors
from index.store import GenerationInfo, PassageTokens, Scored
from index.stores.dense import DenseIndex
from index.stores.failures import store_errors
from index.stores.lexical import LexicalIndex
from index.stores.tables import Tables
from index.stores.tokens import TokenIndex
from ingest.page import Page
from ingest.passage import Passage


def tables_path(folder: Path) -> Path:
    """Where pages and passages are."""
    return folder / "passages.db"


def dense_path(folder: Path, embedder: str, language: str) -> Path:
    """Where the vectors of one embedder and language are."""
    return folder / f"dense-{_short(embedder)}-{quote(language, safe='')}.faiss"


def tokens_path(folder: Path, embedder: str, language: str) -> Path:
    """Where the tokens of one embedder and language are."""
    return folder / f"tokens-{_short(embedder)}-{quote(language, safe='')}.npz"


def _short(embedder: str) -> str:
    """An identity may hold what a file name may not."""
    return sha256(embedder.encode()).hexdigest()[:12]


def lexical_path(folder: Path, language: str) -> Path:
    """Where the words of one language are."""
    return folder / f"lexical-{quote(language, safe='')}"


class LocalGeneration:
    """Reads one generation. Its files stay open, so that a reader may finish after they were dropped."""

    def __init__(self, folder: Path, info: GenerationInfo, search_threads: int) -> None:
        self._folder = folder
        self._info = info
        with store_errors("open the index", folder):
            self._tables = Tables(tables_path(folder))
            self._lexical = {
                language: LexicalIndex(lexical_path(folder, language), language) for language in info.passages
            }
            self._dense = {
                (embedder, language): DenseIndex(dense_path(folder, embedder, language), search_threads)
                for language, embedders in info.embedders.items()
                for embedder in embedders
            }
            self._tokens = {
                key: TokenIndex(path) for key in self._dense if (path := tokens_path(folder, *key)).exists()
            }

    @property
    def info(self) -> GenerationInfo:
        """What it holds."""
        return self._info

    def same_but_for_checks(self, info: GenerationInfo) -> bool:
        """Whether `info` is of this very generation, checked again or not."""
        return replace(info, checked_at=self._info.checked_at, unchecked=self._info.unchecked) == self._info

    def with_info(self, info: GenerationInfo) -> "LocalGeneration":
        """This generation under what is now known of it. It shares the open files."""
        if info == self._info:
            return self
        other = copy(self)
        other._info = info
        return other

    def dense_topk(self, embedder: str, language: str, query: Vectors, k: int) -> list[Scored]:
        """The passages of `language` nearest to `query` by inner product, best first."""
        index = self._dense.get((embedder, language))
        return index.topk(query, k) if index else []

    def lexical_topk(self, language: str, question: str, k: int) -> list[Scored]:
        """The passages of `language` that share words with the question, best BM25 first."""
        index = self._lexical.get(language)
        if index is None:
            return []
        with store_errors("search words", self._folder):
            return index.topk(question, k)

    def tokens(self, embedder: str, language: str, numbers: Sequence[int]) -> list[PassageTokens]:
        """The tokens of these passages of `language`, in this order; [] where it has none."""
        index = self._tokens.get((embedder, language))
        return index.of(numbers) if index else []

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in this order. Raises KeyError for an unknown number."""
        with store_errors("read passages", self._folder):
            return self._tables.passages(numbers)

    def page(self, path: str) -> Page | None:
        """The page with this site path, or this URL."""
        with store_errors("read a page", self._folder):
            return self._tables.page(path)

    def pages(self) -> Iterator[Page]:
        """All pages, in the order in which they were put."""
        with store_errors("read pages", self._folder):
            yield from self._tables.pages()

    def term_weights(self, language: str, text: str) -> dict[str, float]:
        """The text's terms with their inverse document frequencies in `language`; {} where it has none."""
        index = self._lexical.get(language)
        if index is None:
            return {}
        with store_errors("look up words", self._folder):
            return index.weights(text)
