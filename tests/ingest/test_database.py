"""A file of ours that several open at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from ingest.database import Database
from ingest.errors import IngestError

SCHEMA = "CREATE TABLE words (word TEXT NOT NULL); CREATE INDEX words_word ON words (word);"
OPENERS = 8


@pytest.mark.parametrize("attempt", range(5))
def test_new_file_that_several_open_at_once_is_made_once(tmp_path: Path, attempt: int) -> None:
    """Each of them can write into it."""
    path, together = tmp_path / f"{attempt}.db", Barrier(OPENERS)

    def write(word: str) -> None:
        together.wait()
        with closing(Database(path, SCHEMA, 1)) as database, database.transaction():
            database.run("INSERT INTO words VALUES (?)", (word,))

    with ThreadPoolExecutor(OPENERS) as pool:
        list(pool.map(write, map(str, range(OPENERS))))
    with closing(Database(path, SCHEMA, 1)) as database:
        assert database.number("SELECT count(*) FROM words") == OPENERS


def test_tables_that_cannot_be_made_leave_no_half_of_them(tmp_path: Path) -> None:
    """The next one begins anew."""
    path = tmp_path / "words.db"
    with pytest.raises(IngestError):
        Database(path, f"{SCHEMA} CREATE NONSENSE;", 1)
    with closing(Database(path, SCHEMA, 1)) as database:
        assert database.number("SELECT count(*) FROM words") == 0
