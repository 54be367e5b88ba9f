"""The PostgreSQL store: the contract, and what a server adds to it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from index.stores.postgres.store import PostgresStore
from tests.index.store_contract import StoreContract


@pytest.fixture
def site() -> str:
    """A site of its own for each test."""
    return uuid4().hex


@pytest.fixture
def opened(postgres: str, site: str) -> Iterator[PostgresStore]:
    """An empty store."""
    store = PostgresStore(postgres, site)
    yield store
    store.close()


class TestPostgresStore(StoreContract):
    """The contract."""

    @pytest.fixture
    def store(self, opened: PostgresStore) -> PostgresStore:
        """An empty store."""
        return opened
