"""What crawls that many workers share keep in PostgreSQL: pages, and whose turn it is to ask a site."""

from ingest.errors import IngestError
from ingest.relational import Relational

MISSING = "Pages in PostgreSQL need {}. Install it with: pip install 'askdocs[postgres]'"


def open_shared(address: str, name: str, *, frozen: bool = False) -> Relational:
    """The tables of the corpus `name` in the database at `address`, made where they are missing.

    `frozen` shows them as they are now, whatever is written meanwhile. Raises IngestError where it cannot be.
    """
    try:
        from ingest.postgres.database import PostgresDatabase
    except ImportError as error:
        raise IngestError(MISSING.format(error.name)) from error
    return PostgresDatabase(address, name, frozen=frozen)
