"""Groups of vectors that lie together."""

from collections.abc import Sequence

import numpy as np

from index.embedder import Vectors

NEARNESS = 0.55
"""The least mean cosine between two groups that become one.

Chosen on open questions that are asked twice, in two languages (Pira's validation part, XQuAD) or two ways
(MTRAG): see docs/insights.md.
"""


def clusters(vectors: Vectors, weights: Sequence[int]) -> list[list[int]]:
    """The places of the vectors, group by group; in each, the one that is nearest to all others first.

    `vectors` are of unit length, shape (n, dimension). Each counts `weights` times when the most central one
    is chosen. Agglomerative clustering with average linkage (UPGMA; Sokal and Michener, "A statistical method
    for evaluating systematic relationships", 1958) over cosine distances, as scikit-learn does it, until no
    two groups are as near as NEARNESS. Takes n * n * 4 bytes and more.
    """
    if len(vectors) < 2:
        return [[place] for place in range(len(vectors))]
    from sklearn.cluster import (  # type: ignore[import-untyped] # no stubs; it takes a second to load
        AgglomerativeClustering,
    )

    model = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - NEARNESS
    )
    labels = model.fit(vectors).labels_
    groups = [np.flatnonzero(labels == label) for label in range(labels.max() + 1)]
    return [_most_central_first(group, vectors, np.asarray(weights)) for group in groups]


def _most_central_first(group: np.ndarray, vectors: Vectors, weights: np.ndarray) -> list[int]:
    middle = (vectors[group] * weights[group][:, None]).sum(axis=0)
    order = np.argsort(-(vectors[group] @ middle), kind="stable")
    return [int(place) for place in group[order]]
