"""Ways of searching."""

import pytest

from index.embedders import minilm, multilingual_e5
from index.embedders.hashing import HashingEmbedder
from index.way import Way, way


@pytest.mark.parametrize(
    ("embedder", "within", "across"),
    [
        (minilm.IDENTITY, Way.MINILM, Way.MINILM),
        (multilingual_e5.IDENTITY, Way.E5, Way.E5_ACROSS),
        (HashingEmbedder().identity, Way.WORDS, Way.WORDS),
        ("sentence-transformers:another-1", Way.WORDS, Way.WORDS),
    ],
)
def test_an_embedder_has_its_way(embedder: str, within: Way, across: Way) -> None:
    """The packaged models are known by their identities; others are not."""
    assert way(embedder, across=False) == within
    assert way(embedder, across=True) == across
