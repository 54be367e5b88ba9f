"""What SQLite, faiss, tantivy, numpy and the file system raise, as one error that says what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

from index.errors import StoreError

FULL = ("no space left", "disk is full", "disk quota exceeded")


@contextmanager
def store_errors(doing: str, place: Path) -> Iterator[None]:
    """Turn the libraries' errors into StoreError; `doing` completes "Cannot ..."."""
    try:
        yield
    except (OSError, sqlite3.Error, RuntimeError, ValueError, EOFError, BadZipFile) as error:
        raise StoreError(f"Cannot {doing} in {place}: {error}. {_advice(error, place)}") from error


def _advice(error: Exception, place: Path) -> str:
    if _is_full(error):
        return "The disk is full: free some space there and try again; the live index is unharmed."
    if isinstance(error, PermissionError):
        return "Give this user the right to read and write there."
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return "Another process is writing there: try again when it is done."
    return f"If this happens again, the stored index is damaged: remove {place} and build it again."


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(sign in str(error).lower() for sign in FULL)
