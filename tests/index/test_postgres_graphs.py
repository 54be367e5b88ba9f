"""Vectors in a graph: what is found by it, who sees it, and when it goes."""

from collections.abc import Iterator
from uuid import uuid4

import numpy as np
import psycopg
import pytest
from psycopg import Connection, sql

from index.errors import StoreError
from index.store import GenerationWriter
from index.stores.postgres import catalogue
from index.stores.postgres.database import Database
from index.stores.postgres.graphs import SCHEMA
from index.stores.postgres.store import PostgresStore
from tests.index.store_contract import EMBEDDER, live, passages, unit_vectors
from tests.index.test_postgres_store import spend
from tests.postgres import Roles, shared_database

COUNT, DIMENSION = 1500, 32

_GRAPHS = """
SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %s AND relkind = 'r' ORDER BY pg_class.oid
"""


@pytest.fixture(scope="module")
def roles(postgres: str) -> Iterator[Roles]:
    """A database of the module's own."""
    with shared_database(postgres, "graphs") as opened:
        yield opened


@pytest.fixture
def site() -> str:
    """A site of its own for each test."""
    return uuid4().hex


@pytest.fixture
def store(roles: Roles, site: str) -> Iterator[PostgresStore]:
    """An empty store whose vectors stand in a graph where they are many."""
    opened = PostgresStore(roles.builder, site, graph_from=1000)
    yield opened
    opened.erase()
    opened.close()


def written(store: PostgresStore, count: int = COUNT) -> GenerationWriter:
    """A writer of so many passages."""
    writer = store.begin_generation("s", "f")
    writer.put(passages([f"text {n}" for n in range(count)]))
    writer.put_vectors("en", EMBEDDER, unit_vectors(count, dimension=DIMENSION))
    return writer


def build(store: PostgresStore, count: int = COUNT) -> None:
    """Commit them."""
    written(store, count).commit()


def graphs(roles: Roles) -> list[str]:
    """The tables of all graphs, the first made first."""
    with psycopg.connect(roles.admin) as connection:
        return [name for (name,) in connection.execute(_GRAPHS, (SCHEMA,))]


def drop_graphs(roles: Roles) -> None:
    """As if a backup without them had been restored."""
    with psycopg.connect(roles.admin) as connection:
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(SCHEMA)))


def recall(store: PostgresStore) -> float:
    """The share of the nearest 20 that are found; the scores are those of whole vectors."""
    vectors = unit_vectors(COUNT, dimension=DIMENSION)
    shares = []
    for query in unit_vectors(20, seed=1, dimension=DIMENSION):
        hits = live(store).dense_topk(EMBEDDER, "en", query, 20)
        expected = np.argsort(-(vectors @ query), kind="stable")[:20]
        shares.append(len({hit.passage for hit in hits} & set(expected.tolist())) / 20)
        for hit in hits:
            assert hit.score == pytest.approx(float(vectors[hit.passage] @ query), abs=1e-6)
    return float(np.mean(shares))


def plan(connection: Connection, name: str) -> str:
    """How PostgreSQL goes about finding the nearest."""
    query = str(unit_vectors(1, dimension=DIMENSION)[0].tolist())
    statement = sql.SQL(
        "EXPLAIN SELECT number FROM {} WHERE site = current_setting('askdocs.site')"
        " ORDER BY half <#> {}::halfvec LIMIT 10"
    ).format(sql.Identifier(SCHEMA, name), sql.Literal(query))
    return "\n".join(str(line) for (line,) in connection.execute(statement))


def test_many_vectors_are_found_by_their_graph(roles: Roles, store: PostgresStore) -> None:
    """Nearly all of them, with the scores of whole vectors; as many as are wanted."""
    build(store)
    (name,) = graphs(roles)
    with psycopg.connect(roles.admin, options="-c enable_sort=off -c askdocs.site=x") as connection:
        assert "Index Scan" in plan(connection, name)
    assert recall(store) >= 0.98
    (query,) = unit_vectors(1, seed=2, dimension=DIMENSION)
    assert len(live(store).dense_topk(EMBEDDER, "en", query, 1200)) == 1200


def test_few_vectors_are_compared_one_by_one(roles: Roles, store: PostgresStore) -> None:
    """They have no graph."""
    build(store, 999)
    assert graphs(roles) == []


def test_without_its_graph_all_is_found(roles: Roles, store: PostgresStore) -> None:
    """As after a restored backup; the next build makes one again."""
    build(store)
    drop_graphs(roles)
    assert recall(store) == 1.0
    build(store)
    assert len(graphs(roles)) == 1
    assert recall(store) >= 0.98


def test_a_graph_goes_with_its_generation(roles: Roles, site: str, store: PostgresStore) -> None:
    """The live one and the one before it keep theirs; other sites keep their own."""
    other = PostgresStore(roles.builder, uuid4().hex, graph_from=1000)
    build(other)
    (others,) = graphs(roles)
    for _ in range(3):
        build(store)
    made = graphs(roles)
    spend(roles.admin, site, catalogue.SPARED_S + 1)
    store.drop()
    assert graphs(roles) == [others, *made[2:]]
    store.erase()
    assert graphs(roles) == [others]
    other.erase()
    assert graphs(roles) == []
    other.close()


def test_a_graph_that_cannot_be_made_leaves_the_live_index(
    roles: Roles, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build fails with a reason, and nothing of it stays."""
    build(store)
    made = graphs(roles)
    writer = written(store)
    monkeypatch.setattr("index.stores.postgres.graphs.EF_CONSTRUCTION", 9999)
    with pytest.raises(StoreError, match=r"Cannot commit the index.*9999.*the live index is unharmed"):
        writer.commit()
    writer.abandon()
    assert graphs(roles) == made
    assert live(store).info.number == 1
    assert recall(store) >= 0.98


def test_a_graph_shows_its_site_only(roles: Roles, site: str, store: PostgresStore) -> None:
    """To who builds and to who reads, as every other table does."""
    build(store)
    (name,) = graphs(roles)
    counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(SCHEMA, name))
    for address in (roles.builder, roles.reader):
        database = Database(address, walled=True)
        for seen, count in ((site, COUNT), ("another", 0)):
            with database.writable(seen) as connection:
                assert connection.execute(counted).fetchone() == (count,)
        database.close()
