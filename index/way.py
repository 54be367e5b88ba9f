"""Ways of searching: what scores mean depends on the embedder, and on whether it works across languages."""

from enum import StrEnum

MINILM, E5 = "all-minilm-l6-v2", "multilingual-e5-small"
"""How the identities of the embedders begin whose scores were compared with labels."""


class Way(StrEnum):
    """How passages were found."""

    MINILM = "minilm"
    E5 = "e5"
    E5_ACROSS = "e5 across languages"
    WORDS = "words"
    """By an embedder whose scores nobody has compared with labels."""


def way(embedder: str, *, across: bool) -> Way:
    """How an embedder of this identity finds passages; `across` for those in another language."""
    if embedder.startswith(E5):
        return Way.E5_ACROSS if across else Way.E5
    return Way.MINILM if embedder.startswith(MINILM) else Way.WORDS
