"""Stores by address: a folder, or PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.store import Store

if TYPE_CHECKING:
    from index.stores.postgres.store import PostgresStore  # at run time only where its libraries are

ADDRESSES = ("postgresql://", "postgres://")
"""How the address of a PostgreSQL server begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index is: in `folder`, or where `address` is given, in that database under `name`.

    A standby that may be more than `most_lag` seconds behind is not asked what is live. Where the database
    is `shared` with those who must not see each other, a role that its walls do not hold is refused.
    """

    folder: Path
    address: str = ""
    name: str = "main"
    most_lag: float = 10.0
    shared: bool = False


def open_store(place: Place) -> Store:
    """The store at this place; nothing is made or connected yet. Raises StoreError where it cannot be."""
    if not place.address:
        from index.stores.local import LocalStore

        return LocalStore(place.folder)
    return _in_postgres(place, [place.name])[place.name]


def open_stores(place: Place, names: Sequence[str]) -> Mapping[str, Store]:
    """The stores of these names in one database, over the same connections. Raises StoreError as above."""
    return _in_postgres(place, names)


def erase(place: Place) -> Mapping[str, int]:
    """Remove an index from its database; how many rows each table had of it.

    Raises StoreError while it is being built, and where it cannot be reached.
    """
    return _in_postgres(place, [place.name])[place.name].erase()


def _in_postgres(place: Place, names: Sequence[str]) -> "dict[str, PostgresStore]":
    try:
        from index.stores.postgres.database import Database
        from index.stores.postgres.failures import postgres_errors
        from index.stores.postgres.store import PostgresStore
    except ImportError as error:
        raise StoreError(
            f"The store in PostgreSQL needs {error.name}. Install it with: pip install 'askdocs[postgres]'"
        ) from error
    with postgres_errors("read the address `store`"):
        database = Database(place.address, walled=place.shared)
    return {name: PostgresStore(database, name, place.most_lag) for name in names}
