"""BM25 by our own postings: the scores are tantivy's."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

from index.stores import bm25
from index.stores.lexical import LexicalIndex, LexicalWriter
from tests.index.reference_store import ReferenceStore
from tests.index.store_contract import live, passages


@pytest.mark.parametrize(
    ("length", "kept"),
    [(0, 0), (1, 1), (39, 39), (40, 40), (41, 40), (55, 54), (56, 56), (59, 56)],
)
def test_lengths_are_kept_in_8_bits(length: int, kept: int) -> None:
    """Short ones as they are, long ones as the greatest below that has a norm."""
    (norm,) = bm25.norms(np.array([length]))
    assert bm25._LENGTHS[norm] == kept


def test_scores_are_those_of_tantivy(tmp_path: Path) -> None:
    """For passages of all lengths, whose words are common and rare."""
    random = Random(3)  # noqa: S311 - words, no secret
    words = ["zebra", "horse", "cow", *(f"word{n}" for n in range(200))]
    texts = [" ".join(random.choices(words, k=random.randint(1, 400))) for _ in range(200)]
    writer = LexicalWriter(tmp_path / "x", "en")
    writer.put(enumerate(passages(texts)))
    writer.finish()
    expected = LexicalIndex(tmp_path / "x", "en").topk("zebras horse word7 word9", 200)
    store = ReferenceStore()
    put = store.begin_generation("s", "f")
    put.put(passages(texts))
    put.commit()
    found = live(store).lexical_topk("en", "zebras horse word7 word9", 200)
    assert len(found) > 100
    assert {hit.passage: hit.score for hit in found} == pytest.approx(
        {hit.passage: hit.score for hit in expected}, rel=1e-5
    )
