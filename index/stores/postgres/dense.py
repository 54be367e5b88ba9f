"""Dense retrieval: by vectors in 16 bits a dimension, all of them or in a graph, then scored in 32."""

from collections.abc import Sequence
from contextlib import suppress
from typing import LiteralString

import numpy as np
from pgvector import HalfVector
from psycopg import Connection, errors, sql

from index.embedder import Vectors
from index.store import Scored
from index.stores.postgres.details import Space
from index.stores.postgres.graphs import graph_of

GRAPH_FROM = 15_000
"""From so many vectors on a graph is walked; below, comparing with each takes up to 9 ms, and is exact.

Of 10,000 both take 6 ms, of 30,000 16 and 7; recall@20 of the graph was .9997 of 15,000, .996 of 100,000.
"""

MORE = 50
"""So many more are taken by their halves than are wanted by their whole vectors."""

_ALL: LiteralString = """
SELECT number, whole FROM askdocs.vectors
WHERE site = %(site)s AND generation = %(generation)s AND space = %(space)s
ORDER BY half OPERATOR(public.<#>) %(half)s::public.halfvec LIMIT %(count)s
"""

_BY_GRAPH: LiteralString = """
SELECT number, whole FROM askdocs.vectors
WHERE site = %(site)s AND generation = %(generation)s AND space = %(space)s AND number = ANY(ARRAY(
    SELECT number FROM {graph} WHERE site = %(site)s
    ORDER BY half OPERATOR(public.<#>) %(half)s::public.halfvec LIMIT %(count)s
))
"""

Row = tuple[int, bytes]


def nearest(
    connection: Connection, site: str, generation: int, space: Space, query: Vectors, k: int
) -> list[Scored]:
    """The `k` passages of a space with the greatest inner products, best first.

    They are compared with each where a graph is missing, as it is after a backup was restored.
    """
    if k <= 0:
        return []
    asked = {
        "site": site,
        "generation": generation,
        "space": space.number,
        "count": k + MORE,
        "half": HalfVector(np.asarray(query, dtype=np.float32)).to_text(),
    }
    if space.graph:
        with suppress(errors.UndefinedTable):
            graph = graph_of(site, generation, space)
            return _best(query, _rows(connection, sql.SQL(_BY_GRAPH).format(graph=graph), asked), k)
    return _best(query, _rows(connection, sql.SQL(_ALL), asked), k)


def _rows(
    connection: Connection, statement: sql.SQL | sql.Composed, asked: dict[str, object]
) -> Sequence[Row]:
    return [(int(number), whole) for number, whole in connection.execute(statement, asked, binary=True)]


def _best(query: Vectors, rows: Sequence[Row], k: int) -> list[Scored]:
    numbers = [number for number, _ in rows]
    vectors = np.frombuffer(b"".join(whole for _, whole in rows), np.float32)
    scores = vectors.reshape(len(rows), len(query)) @ query
    order = np.lexsort((np.asarray(numbers), -scores))[:k]
    return [Scored(numbers[place], float(scores[place])) for place in order]
