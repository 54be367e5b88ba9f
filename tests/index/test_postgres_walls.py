"""Walls between the sites of a PostgreSQL database: what is seen when a query's own filter is gone."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection, sql

from index.errors import StoreError
from index.stores import Place, erase, open_stores
from index.stores.postgres.database import Database
from index.stores.postgres.schema import PARTS, TABLES
from index.stores.postgres.store import PostgresStore
from tests.index.store_contract import EMBEDDER, coded, commit, found, live, page, passages, unit_vectors
from tests.postgres import Roles, shared_database

WALLED = [*TABLES, *(f"{table}_{part}" for table in TABLES for part in range(PARTS)), "generations", "sites"]
"""Every table with a site, and all parts of those that have parts."""


_TABLES_WITH_A_SITE = """
SELECT relname, relrowsecurity AND relforcerowsecurity
    AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
FROM pg_class WHERE relnamespace = 'askdocs'::regnamespace AND relkind IN ('r', 'p')
    AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'site')
"""


@pytest.fixture(scope="module")
def roles(postgres: str) -> Iterator[Roles]:
    """A database with two sites, `a` of one page and `b` of two."""
    with shared_database(postgres, "walls") as roles:
        for site, words in (("a", ["apple"]), ("b", ["banana", "berry"])):
            store = PostgresStore(roles.builder, site)
            writer = store.begin_generation("s", "f")
            writer.put_pages([page(f"/{word}") for word in words])
            writer.put(passages(words))
            writer.put_vectors("en", EMBEDDER, unit_vectors(len(words)), coded([3] * len(words)))
            writer.commit()
            store.close()
        yield roles


def test_no_table_with_a_site_stands_open(roles: Roles) -> None:
    """Whoever adds one has to wall it, and to erase it with the others."""
    with psycopg.connect(roles.admin) as connection:
        rows = connection.execute(_TABLES_WITH_A_SITE).fetchall()
    assert {name for name, _ in rows} == set(WALLED)
    assert all(walled for _, walled in rows)


@pytest.fixture(params=["builder", "reader"])
def database(request: pytest.FixtureRequest, roles: Roles) -> Iterator[Database]:
    """The database, as who builds and as who reads."""
    opened = Database(getattr(roles, request.param), walled=True)
    yield opened
    opened.close()


def sites_in(connection: Connection, table: str) -> set[str]:
    """The sites whose rows a query without any filter finds."""
    statement = sql.SQL("SELECT DISTINCT site FROM {}").format(sql.Identifier("askdocs", table))
    return {site for (site,) in connection.execute(statement)}


def sites_copied(connection: Connection, table: str) -> set[str]:
    """The sites whose rows COPY gives out."""
    statement = sql.SQL("COPY (SELECT site FROM {}) TO STDOUT").format(sql.Identifier("askdocs", table))
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        return {row[0] for row in out.rows()}


@pytest.mark.parametrize("site", ["a", "b"])
def test_a_query_without_a_filter_finds_its_site_only(database: Database, site: str) -> None:
    """In every table, and in all the parts together; COPY gives out no more."""
    with database.writable(site) as connection:
        seen = {table: sites_in(connection, table) for table in WALLED}
        copied = {table: sites_copied(connection, table) for table in WALLED}
    assert {table: seen[table] for table in (*TABLES, "generations", "sites")} == {
        table: {site} for table in (*TABLES, "generations", "sites")
    }
    assert set().union(*seen.values()) == {site}
    assert copied == seen


def test_without_a_site_nothing_is_seen(roles: Roles) -> None:
    """A connection that was told of no site finds no row anywhere; an empty name is no site."""
    with psycopg.connect(roles.builder) as connection:
        assert not set().union(*(sites_in(connection, table) for table in WALLED))
        connection.execute("SET askdocs.site = ''")
        assert not set().union(*(sites_in(connection, table) for table in WALLED))


def test_rows_of_another_site_cannot_be_written(database: Database, roles: Roles) -> None:
    """Neither added nor changed nor deleted."""
    del roles
    with database.writable("a") as connection:
        for statement in (
            "INSERT INTO askdocs.generations (site, generation) VALUES ('b', 9)",
            "UPDATE askdocs.generations SET site = 'b'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_others_rows_cannot_be_deleted(roles: Roles) -> None:
    """A DELETE without a filter leaves them."""
    database = Database(roles.builder, walled=True)
    with database.writable("nobody") as connection:
        for table in TABLES:
            statement = sql.SQL("DELETE FROM {}").format(sql.Identifier("askdocs", table))
            assert connection.execute(statement).rowcount == 0
    database.close()


def test_a_role_that_passes_through_walls_is_refused(roles: Roles) -> None:
    """Where tenants share the database; the message says what to do."""
    database = Database(roles.admin, walled=True)
    store = PostgresStore(database, "a")
    for refused in (store.live, lambda: store.begin_generation("s", "f"), store.drop):
        with pytest.raises(StoreError, match=r"askdocs passes over row-level security.*name another role"):
            refused()
    store.close()


def test_sites_take_turns_on_the_same_connections(roles: Roles) -> None:
    """Each finds its own, however often they change."""
    stores = open_stores(Place(folder=Path(), address=roles.reader, shared=True), ["a", "b"])
    for _ in range(5):
        assert found(live(stores["a"]), "apple") == [0]
        assert found(live(stores["b"]), "berry") == [1]
    (server,) = stores["b"].servers()
    assert server.connections == 1


def test_an_erased_site_leaves_no_row(roles: Roles) -> None:
    """In no table; the other sites stay, and how much there was is told."""
    place = Place(folder=Path(), address=roles.builder, name="c", shared=True)
    store = PostgresStore(roles.builder, "c")
    commit(store, ["cherry", "cranberry"])
    commit(store, ["cherry"])
    assert found(live(store), "cherry") == [0]
    removed = erase(place)
    assert (removed["passages"], removed["generations"], removed["sites"]) == (3, 2, 1)
    assert store.live() is None
    with psycopg.connect(roles.admin) as connection:
        assert set().union(*(sites_in(connection, table) for table in WALLED)) == {"a", "b"}
    assert not any(erase(place).values())
    assert commit(store, ["currant"]).number == 1
    assert found(live(store), "currant") == [0]
    erase(place)
    store.close()


def test_a_site_that_is_being_built_is_not_erased(roles: Roles) -> None:
    """Its builder would leave rows behind."""
    store = PostgresStore(roles.builder, "d")
    writer = store.begin_generation("s", "f")
    with pytest.raises(StoreError, match="is being built"):
        store.erase()
    writer.abandon()
    assert store.erase()["sites"] == 1
    store.close()
