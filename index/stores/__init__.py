"""Stores by address: a folder, or PostgreSQL."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreError
from index.store import Store

ADDRESSES = ("postgresql://", "postgres://")
"""How the address of a PostgreSQL server begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index is: in `folder`, or where `address` is given, in that database under `name`.

    A standby that may be more than `most_lag` seconds behind is not asked what is live.
    """

    folder: Path
    address: str = ""
    name: str = "main"
    most_lag: float = 10.0


def open_store(place: Place) -> Store:
    """The store at this place; nothing is made or connected yet. Raises StoreError where it cannot be."""
    if not place.address:
        from index.stores.local import LocalStore

        return LocalStore(place.folder)
    try:
        from index.stores.postgres.store import PostgresStore
    except ImportError as error:
        raise StoreError(
            f"The store in PostgreSQL needs {error.name}. Install it with: pip install 'askdocs[postgres]'"
        ) from error
    return PostgresStore(place.address, place.name, place.most_lag)
