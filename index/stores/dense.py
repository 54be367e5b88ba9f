"""Dense retrieval: the vectors of one language and one embedder, in faiss."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.store import Scored

FLAT_UP_TO = 100_000
"""Up to here every vector is compared as it is: exact, 6 ms a query at the limit."""

SQ8_UP_TO = 300_000
"""Up to here every vector is compared in 8 bits a dimension (recall@20 .992); above, a graph over vectors in
16 bits is walked.
"""

LINKS = 32
EF_CONSTRUCTION = 120
EF_SEARCH = 1536
"""The graph's breadth: a node's links, candidates in building and in searching (Malkov, Yashunin 2018).

Of 300,000 vectors, recall@20 was .993 in 4 ms with 1,024 candidates, .994 in 7 ms with 2,048. In 8 bits a
dimension the graph came to .987 at most.
"""

Numbers = NDArray[np.int64]


class Kind(StrEnum):
    """How vectors are kept."""

    FLAT = "flat"
    SQ8 = "sq8"
    HNSW_FP16 = "hnsw-fp16"


def kind_for(count: int) -> Kind:
    """The kind of index that suits so many vectors."""
    if count <= FLAT_UP_TO:
        return Kind.FLAT
    return Kind.SQ8 if count <= SQ8_UP_TO else Kind.HNSW_FP16


def write_dense(path: Path, numbers: Numbers, vectors: Iterable[Vectors], kind: Kind | None = None) -> None:
    """Write an index of `vectors` to `path`, and their passages' numbers, one each, beside it.

    `vectors` come in blocks of shape (some, dimension), at least one; they are read twice where the kind of
    index wants to know their range first.
    """
    first = next(iter(vectors))
    index = _new_index(kind or kind_for(len(numbers)), first.shape[1])
    if not index.is_trained:
        index.train(_extremes(vectors))
    for block in vectors:
        index.add(np.ascontiguousarray(block, dtype=np.float32))
    faiss.write_index(index, str(path))
    np.save(_numbers_path(path), numbers.astype(np.int64))


def _extremes(vectors: Iterable[Vectors]) -> Vectors:
    """Least and greatest value of each dimension, which is all that 8 bits a dimension are laid out by;
    shape (2, dimension).
    """
    lows, highs = zip(*((block.min(axis=0), block.max(axis=0)) for block in vectors), strict=True)
    return np.ascontiguousarray([np.min(lows, axis=0), np.max(highs, axis=0)], dtype=np.float32)


def _new_index(kind: Kind, dimension: int) -> faiss.Index:
    if kind is Kind.FLAT:
        return faiss.IndexFlatIP(dimension)
    metric = faiss.METRIC_INNER_PRODUCT
    if kind is Kind.SQ8:
        return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, metric)
    graph = faiss.IndexHNSWSQ(dimension, faiss.ScalarQuantizer.QT_fp16, LINKS, metric)  # type: ignore[arg-type] # the stubs are wrong
    graph.hnsw.efConstruction = EF_CONSTRUCTION
    return graph


def _numbers_path(path: Path) -> Path:
    return path.with_suffix(".npy")


class DenseIndex:
    """Reads an index. The file is mapped, so that the processes of one machine share its memory.

    `threads` is faiss's thread count while it searches; one question gains nothing from a second.
    """

    def __init__(self, path: Path, threads: int) -> None:
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self._numbers: Numbers = np.load(_numbers_path(path), mmap_mode="r")
        self._threads = threads
        if len(self._numbers) != self._index.ntotal:
            raise ValueError(
                f"{path.name} has {self._index.ntotal} vectors for {len(self._numbers)} passages"
            )
        self._parameters = _search_parameters(self._index)

    def topk(self, query: Vectors, k: int) -> list[Scored]:
        """The `k` passages with the greatest inner products, best first."""
        count = min(k, self._index.ntotal)
        if count <= 0:
            return []
        faiss.omp_set_num_threads(self._threads)  # OpenMP keeps it by thread, and we don't know ours
        scores, rows = self._index.search(
            np.ascontiguousarray(query, dtype=np.float32).reshape(1, -1), count, params=self._parameters
        )
        found = [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
        return [Scored(int(self._numbers[row]), score) for row, score in found]


def _search_parameters(index: faiss.Index) -> faiss.SearchParameters | None:
    if not isinstance(index, faiss.IndexHNSW):
        return None
    parameters: faiss.SearchParameters = faiss.SearchParametersHNSW(efSearch=EF_SEARCH)  # type: ignore[attr-defined]
    return parameters  # the stubs don't know the class
