"""What an embedding cache keeps its readings in, behind one protocol."""

from collections.abc import Mapping, Sequence
from typing import Protocol

Row = tuple[bytes, bytes | None, bytes | None]
"""A vector in float32, the codes of its tokens, and where these begin; None where there are no tokens."""


class Readings(Protocol):
    """Rows by an embedder's identity and the SHA-256 of a text. Raises StoreError where they are lost."""

    def find(self, embedder: str, keys: Sequence[bytes]) -> Mapping[bytes, Row]:
        """The rows of those texts that are kept."""

    def keep(self, embedder: str, rows: Mapping[bytes, Row]) -> None:
        """Keep the rows of texts that were embedded; of a text that is kept already, the former one stays."""

    def close(self) -> None:
        """Let go of it; the next call opens it again."""
