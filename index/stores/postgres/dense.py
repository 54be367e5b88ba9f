"""Dense retrieval: by vectors in 16 bits a dimension, all of them or in a graph, then scored in 32."""

from collections.abc import Sequence
from typing import LiteralString

import numpy as np
from pgvector import HalfVector
from psycopg import Connection, sql

from index.embedder import Vectors
from index.store import Scored
from index.stores.postgres.details import Space

GRAPH_FROM = 30_000
"""From so many vectors on a graph is walked; below, comparing with each takes up to 15 ms, and is exact.

Of 100,000, recall@20 was .996 by the graph, in a third of the time; to put a vector into it takes 3 ms.
"""

GRAPH_DIMENSIONS = 4_000
"""Of more, pgvector makes no graph."""

LINKS, EF_CONSTRUCTION, EF_SEARCH = 24, 128, 400
"""The graph's breadth: a node's links, candidates in building and in searching (Malkov, Yashunin 2018)."""

MORE = 50
"""So many more are taken by their halves than are wanted by their whole vectors."""

_NEAREST: LiteralString = """
SELECT number, whole FROM askdocs.vectors
WHERE site = %s AND generation = %s AND space = %s AND graph = {graph}
ORDER BY {half} OPERATOR(public.<#>) %s::public.halfvec LIMIT %s
"""


def nearest(
    connection: Connection, site: str, generation: int, space: Space, query: Vectors, k: int
) -> list[Scored]:
    """The `k` passages of a space with the greatest inner products, best first."""
    if k <= 0:
        return []
    half = HalfVector(np.asarray(query, dtype=np.float32)).to_text()
    asked = (site, generation, space.number, half, k + MORE)
    rows = connection.execute(_statement(space), asked, binary=True).fetchall()
    return _best(query, [number for number, _ in rows], [whole for _, whole in rows], k)


def _statement(space: Space) -> sql.Composed:
    graph = sql.Literal(space.dimension if space.graph else 0)
    half = sql.SQL("half::public.halfvec({})").format(graph) if space.graph else sql.Identifier("half")
    return sql.SQL(_NEAREST).format(graph=graph, half=half)


def _best(query: Vectors, numbers: Sequence[int], wholes: Sequence[bytes], k: int) -> list[Scored]:
    vectors = np.frombuffer(b"".join(wholes), np.float32).reshape(len(numbers), len(query))
    scores = vectors @ query
    order = np.lexsort((np.asarray(numbers), -scores))[:k]
    return [Scored(numbers[place], float(scores[place])) for place in order]
