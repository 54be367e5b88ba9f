"""Which embedder serves which language."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from index.embedder import Embedder, Reading, TokenEmbedder, Vectors

REMEMBERED = 64
"""Questions whose vectors are kept: search, answer and follow-ups ask for the same ones."""


class RememberingEmbedder:
    """An embedder that reads a question once, however often its vector is wanted."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._question = lru_cache(REMEMBERED)(self._embed)

    @property
    def identity(self) -> str:
        """That of the embedder."""
        return self._embedder.identity

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; shape (len(texts), dimension)."""
        return np.stack([self._question(text) for text in texts]) if texts else self._embedder.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; shape (len(texts), dimension)."""
        return self._embedder.passages(texts)

    def _embed(self, text: str) -> Vectors:
        vector: Vectors = self._embedder.queries([text])[0]
        return vector


class RememberingTokenEmbedder(RememberingEmbedder):
    """The same of an embedder that tells tokens: vector and tokens come of one reading."""

    def __init__(self, embedder: TokenEmbedder) -> None:
        super().__init__(embedder)
        self._reader = embedder
        self._reading = lru_cache(REMEMBERED)(self._read)

    @property
    def token_dimension(self) -> int:
        """Length of a token's vector."""
        return self._reader.token_dimension

    def read_queries(self, texts: Sequence[str]) -> list[Reading]:
        """Read questions, each by itself."""
        return [self._reading(text) for text in texts]

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """Read passages, each by itself."""
        return self._reader.read_passages(texts)

    def _embed(self, text: str) -> Vectors:
        return self._reading(text).vector

    def _read(self, text: str) -> Reading:
        return self._reader.read_queries([text])[0]


def _remembering(embedder: Embedder) -> Embedder:
    if isinstance(embedder, TokenEmbedder):
        return RememberingTokenEmbedder(embedder)
    return RememberingEmbedder(embedder)


@dataclass(slots=True)
class Embedders:
    """The embedders of an installation, each opened when it is first needed.

    A language with an embedder of its own (`native`: language -> name) is searched with it when the question
    is in that language. `multilingual` serves all other languages, and questions in one language about
    passages in another.
    """

    open: Callable[[str], Embedder]
    multilingual: str
    native: Mapping[str, str] = field(default_factory=dict)
    _opened: dict[str, Embedder] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all embedders, with the languages that they serve."""
        return (self.multilingual, *(f"{language}={name}" for language, name in sorted(self.native.items())))

    @property
    def opens(self) -> frozenset[str]:
        """What the embedders are opened by."""
        return frozenset((self.multilingual, *self.native.values()))

    def of_question(self, language: str) -> Embedder:
        """The embedder for a question about passages in its own language."""
        return self._get(self.native.get(language, self.multilingual))

    def across(self) -> Embedder:
        """The embedder for a question about passages in other languages."""
        return self._get(self.multilingual)

    def of_passages(self, language: str, spoken: Collection[str]) -> tuple[Embedder, ...]:
        """The embedders that passages in `language` need where readers speak the languages in `spoken`."""
        own = self.of_question(language)
        if set(spoken) <= {language}:
            return (own,)
        return (own,) if own is self.across() else (own, self.across())

    def _get(self, name: str) -> Embedder:
        if name not in self._opened:
            self._opened[name] = _remembering(self.open(name))
        return self._opened[name]
