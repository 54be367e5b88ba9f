"""Dense retrieval: each kind of index against a comparison with every vector."""

from pathlib import Path

import numpy as np
import pytest

from index.embedder import Vectors
from index.stores.dense import DenseIndex, Kind, kind_for, write_dense
from tests.index.store_contract import unit_vectors

COUNT = 2000


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Points around 40 centres, as texts of a site lie around its subjects."""
    centres = np.repeat(unit_vectors(40, seed=3, dimension=32), COUNT // 40, axis=0)
    around = centres + 0.6 * unit_vectors(COUNT, seed=4, dimension=32)
    return np.ascontiguousarray(around / np.linalg.norm(around, axis=1, keepdims=True), dtype=np.float32)


def opened(path: Path, vectors: Vectors, kind: Kind | None) -> DenseIndex:
    """An index of the vectors, whose passages are numbered 1000, 1002, 1004 and on."""
    write_dense(path, np.arange(1000, 1000 + 2 * len(vectors), 2), np.array_split(vectors, 3), kind)
    return DenseIndex(path, threads=1)


@pytest.mark.parametrize(
    ("count", "kind"),
    [
        (1, Kind.FLAT),
        (100_000, Kind.FLAT),
        (100_001, Kind.SQ8),
        (300_000, Kind.SQ8),
        (300_001, Kind.HNSW_FP16),
    ],
)
def test_kind_follows_the_count(count: int, kind: Kind) -> None:
    """Exact while that is fast, then 8 bits, then a graph."""
    assert kind_for(count) is kind


def test_flat_is_exact(tmp_path: Path, vectors: Vectors) -> None:
    """The same passages in the same order, with their inner products."""
    index = opened(tmp_path / "x.faiss", vectors, None)
    for query in unit_vectors(10, seed=9, dimension=32):
        hits = index.topk(query, 50)
        expected = np.argsort(-(vectors @ query), kind="stable")[:50]
        assert [hit.passage for hit in hits] == (1000 + 2 * expected).tolist()
        np.testing.assert_allclose([hit.score for hit in hits], (vectors @ query)[expected], atol=1e-5)


@pytest.mark.parametrize("kind", [Kind.SQ8, Kind.HNSW_FP16])
def test_compressed_kinds_are_near(tmp_path: Path, vectors: Vectors, kind: Kind) -> None:
    """Nine in ten of the exact best ten are found, and inner products are right to a hundredth."""
    index = opened(tmp_path / "x.faiss", vectors, kind)
    recalled = 0
    for query in vectors[::100]:
        exact = vectors @ query
        hits = index.topk(query, 10)
        recalled += len({(hit.passage - 1000) // 2 for hit in hits} & set(np.argsort(-exact)[:10].tolist()))
        assert [hit.score for hit in hits] == pytest.approx(
            [exact[(hit.passage - 1000) // 2] for hit in hits], abs=0.01
        )
    assert recalled >= 0.9 * 10 * len(vectors[::100])


@pytest.mark.parametrize("kind", list(Kind))
def test_k_beyond_the_index_gives_all(tmp_path: Path, vectors: Vectors, kind: Kind) -> None:
    """Never more passages than there are, and none twice."""
    index = opened(tmp_path / "x.faiss", vectors[:5], kind)
    assert sorted(hit.passage for hit in index.topk(vectors[0], 50)) == [1000, 1002, 1004, 1006, 1008]
    assert index.topk(vectors[0], 0) == []


def test_numbers_that_do_not_fit_are_refused(tmp_path: Path, vectors: Vectors) -> None:
    """An index whose numbers were damaged does not open."""
    opened(tmp_path / "x.faiss", vectors[:5], None)
    np.save(tmp_path / "x.npy", np.arange(4))
    with pytest.raises(ValueError, match="5 vectors for 4 passages"):
        DenseIndex(tmp_path / "x.faiss", threads=1)
