"""What psycopg raises, as one error that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from index.errors import StoreError

UNREACHABLE = (psycopg.OperationalError, psycopg.InterfaceError)
"""What another server, or the same one a little later, may do better."""


@contextmanager
def postgres_errors(doing: str) -> Iterator[None]:
    """Turn psycopg's errors into StoreError; `doing` completes "Cannot ..."."""
    try:
        yield
    except (psycopg.Error, UnicodeEncodeError) as error:
        raise StoreError(f"Cannot {doing} in PostgreSQL: {told(error)}. {_advice(error)}") from error


def told(error: Exception) -> str:
    """The error's own words, in one line."""
    return " ".join(str(error).split()).rstrip(".")


def is_gone(error: psycopg.Error) -> bool:
    """Whether the server was lost or is going down, so that it is not worth asking for a while."""
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


def _advice(error: Exception) -> str:
    if isinstance(error, (errors.UndefinedFile, errors.FeatureNotSupported)):
        return "Install the extension pgvector, 0.8 or later, on the server."
    if isinstance(error, errors.InsufficientPrivilege):
        return "Give this user the right, or have an administrator do it once; see docs/scaling.md."
    if isinstance(error, errors.DiskFull):
        return "The server's disk is full: free some space and try again; the live index is unharmed."
    if isinstance(error, UNREACHABLE):
        return "See that the server runs and can be reached, and that the address in `store` is right."
    return "See docs/scaling.md; the live index is unharmed."
