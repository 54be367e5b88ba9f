"""Tables of another version, in a database of their own: they are shared by all sites."""

from collections.abc import Iterator

import psycopg
import pytest

from index.errors import StoreError
from index.stores.postgres.store import PostgresStore
from tests.index.store_contract import commit


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """The address of a new database."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE other_format")
        yield postgres.removesuffix("postgres") + "other_format"
        connection.execute("DROP DATABASE other_format WITH (FORCE)")


def test_another_format_is_named(database: str) -> None:
    """An index of another version says what to do, to readers and builders; an empty database has none."""
    store = PostgresStore(database, "main")
    assert store.live() is None
    store.drop()
    commit(store, ["apple"])
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE askdocs.format SET version = 99")
    with pytest.raises(StoreError, match=r"format 99.*build the index again"):
        store.live()
    with pytest.raises(StoreError, match="format 99"):
        store.begin_generation("s", "f")
    store.close()
