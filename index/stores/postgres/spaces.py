"""The vectors of one embedder and language while they are put."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.embedder import Vectors
from index.store import PassageTokens
from index.stores.postgres.details import Space


@dataclass(slots=True)
class OpenSpace:
    """So many vectors, and tokens of so many passages, were put, the last of them of passage `last`."""

    number: int
    embedder: str
    language: str
    dimension: int
    graph: bool
    token_width: int = 0
    count: int = 0
    tokens: int = 0
    last: int = -1

    def check(self, vectors: Vectors, tokens: Sequence[PassageTokens]) -> None:
        """Raise ValueError for a dimension that is not that of those before."""
        self._refuse_other(self.dimension, vectors.shape[1])
        for each in tokens:
            width = each.codes.shape[1]
            self.token_width = self.token_width or width
            self._refuse_other(2 * self.token_width, 2 * width)

    def _refuse_other(self, dimension: int, given: int) -> None:
        if dimension != given:
            raise ValueError(f"{self.embedder} gave vectors of {dimension}, then {given} dimensions")

    def refuse_parts(self, passages: int) -> None:
        """Raise ValueError unless each passage has a vector, and each or none has tokens."""
        for what, count, wanted in (("vectors", self.count, True), ("tokens", self.tokens, self.token_width)):
            if wanted and count != passages:
                raise ValueError(
                    f"{self.embedder} gave {count} {what} for {passages} passages in {self.language}"
                )

    def closed(self) -> Space:
        """What a reader needs to know of it."""
        return Space(
            *(self.number, self.embedder, self.language, self.dimension, self.count, self.graph),
            token_width=self.token_width,
        )
