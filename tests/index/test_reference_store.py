"""The exact store in memory: the contract, so that it may be compared with."""

import pytest

from index.store import Store
from tests.index.reference_store import ReferenceStore
from tests.index.store_contract import StoreContract


class TestReferenceStore(StoreContract):
    """The contract."""

    @pytest.fixture
    def store(self) -> Store:
        """An empty store."""
        return ReferenceStore()
