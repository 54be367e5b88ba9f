"""The embedding cache: what it saves, what it survives."""

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.cache import CHUNK, Embedded, EmbeddingCache
from index.embedder import Vectors
from index.embedders.hashing import HashingEmbedder
from index.errors import EmbedderError, StoreError
from index.token_codes import TokenCodes

KILLED = """
import os, signal, sys
from pathlib import Path
from time import sleep
from index.cache import CHUNK, WRITTEN_AFTER_S, EmbeddingCache
from index.embedders.hashing import HashingEmbedder
class Dying(HashingEmbedder):
    calls = 0
    def passages(self, texts):
        self.calls += 1
        if self.calls == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        sleep(WRITTEN_AFTER_S)
        return super().passages(texts)
EmbeddingCache.at(Path(sys.argv[1])).passages(Dying(), [f"text {n}" for n in range(CHUNK * 4)])
"""


class Counting(HashingEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self, dimension: int = 32) -> None:
        super().__init__(dimension)
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, and remember them."""
        self.asked += texts
        return super().passages(texts)


class Plain:
    """An embedder that tells no tokens."""

    identity, dimension = "plain", 32

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return HashingEmbedder(32).queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages."""
        return HashingEmbedder(32).passages(texts)


def vectors(embedded: Sequence[Embedded]) -> Vectors:
    """The texts' vectors, one a row."""
    return np.stack([each.vector for each in embedded])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the cache is."""
    return tmp_path / "new" / "embeddings.db"


def test_vectors_are_the_embedders(path: Path) -> None:
    """First and second time, in order, repeated texts included, to the bit."""
    texts = ["one", "two", "", "one", "NUL \0 and half a pair \ud800", *map(str, range(600))]
    expected = HashingEmbedder(32).passages(texts)
    cache = EmbeddingCache.at(path)
    for _ in range(2):
        found = vectors(cache.passages(Counting(), texts))
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, expected)
    cache.close()


def test_tokens_are_the_embedders(path: Path) -> None:
    """First and second time, to the bit, those of a text without words included."""
    texts = ["Rotate the key.", "?!", "um, dois"]
    readings = HashingEmbedder(32).read_passages(texts)
    with closing(EmbeddingCache.at(path)) as cache:
        for _ in range(2):
            for embedded, reading in zip(cache.passages(Counting(), texts), readings, strict=True):
                expected = TokenCodes.of(reading.tokens)
                assert embedded.tokens
                assert embedded.tokens.codes.shape == (len(reading.tokens.starts), 16)
                np.testing.assert_array_equal(embedded.tokens.codes, expected.codes, strict=True)
                np.testing.assert_array_equal(embedded.tokens.starts, expected.starts, strict=True)


def test_an_embedder_may_tell_no_tokens(path: Path) -> None:
    """First and second time there is a vector and nothing else."""
    with closing(EmbeddingCache.at(path)) as cache:
        for _ in range(2):
            (embedded,) = cache.passages(Plain(), ["one"])
            assert embedded.tokens is None
            np.testing.assert_array_equal(embedded.vector, Plain().passages(["one"])[0])


def test_a_file_of_the_former_format_serves_on(path: Path) -> None:
    """What it held, vectors without tokens, makes room for what is embedded anew."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as former, former:
        former.execute("CREATE TABLE vectors (embedder TEXT, text BLOB, vector BLOB)")
        former.execute("INSERT INTO vectors VALUES ('hashing-32-1', x'00', x'00')")
    embedder = Counting()
    with closing(EmbeddingCache.at(path)) as cache:
        assert len(cache.passages(embedder, ["one"])) == 1
    assert embedder.asked == ["one"]
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("SELECT name FROM sqlite_master").fetchall() == [("readings",)]


def test_only_what_is_missing_is_embedded(path: Path) -> None:
    """A text is embedded once, also by a cache that was opened anew."""
    embedder = Counting()
    cache = EmbeddingCache.at(path)
    cache.passages(embedder, ["one", "two", "one"])
    cache.close()
    cache = EmbeddingCache.at(path)
    cache.passages(embedder, ["two", "three"])
    cache.close()
    assert embedder.asked == ["one", "two", "three"]


def test_embedders_do_not_share(path: Path) -> None:
    """Another identity embeds anew."""
    small, large = Counting(32), Counting(64)
    cache = EmbeddingCache.at(path)
    cache.passages(small, ["one"])
    assert vectors(cache.passages(large, ["one"])).shape == (1, 64)
    assert large.asked == ["one"]
    cache.close()


def test_nothing_gives_nothing(path: Path) -> None:
    """No texts, nothing embedded."""
    cache = EmbeddingCache.at(path)
    assert cache.passages(Counting(), []) == []
    cache.close()


def test_progress_adds_up(path: Path) -> None:
    """Known and repeated texts count at once, the others by chunk."""
    cache = EmbeddingCache.at(path)
    cache.passages(Counting(), ["0", "1"])
    told: list[int] = []
    texts = [str(n) for n in range(CHUNK + 4)]
    cache.passages(Counting(), [*texts, "3"], told.append)
    assert told == [3, CHUNK, 2]
    cache.close()


def test_a_kill_loses_one_chunk(path: Path) -> None:
    """What was embedded a moment before stays."""
    command = [sys.executable, "-c", KILLED, str(path)]
    killed = subprocess.run(command, check=False)  # noqa: S603 - our own code
    assert killed.returncode == -signal.SIGKILL
    embedder = Counting(256)
    cache = EmbeddingCache.at(path)
    cache.passages(embedder, [f"text {n}" for n in range(CHUNK * 4)])
    cache.close()
    assert len(embedder.asked) == CHUNK * 2


def test_what_was_embedded_before_a_failure_stays(path: Path) -> None:
    """A model that fails does not cost what it did before."""

    class Failing(Counting):
        def passages(self, texts: Sequence[str]) -> Vectors:
            if len(self.asked) == 2 * CHUNK:
                raise EmbedderError("gone")
            return super().passages(texts)

    texts = [f"text {n}" for n in range(CHUNK * 4)]
    cache = EmbeddingCache.at(path)
    with pytest.raises(EmbedderError):
        cache.passages(Failing(), texts)
    embedder = Counting()
    cache.passages(embedder, texts)
    cache.close()
    assert len(embedder.asked) == 2 * CHUNK


def test_two_writers_wait_for_each_other(path: Path) -> None:
    """Caches on one file, in two threads, both get everything right."""
    texts = [f"text {n}" for n in range(CHUNK * 5)]
    expected = HashingEmbedder(32).passages(texts)
    wrong: list[str] = []

    def fill(order: int) -> None:
        cache = EmbeddingCache.at(path)
        if not np.array_equal(vectors(cache.passages(Counting(), texts[::order])), expected[::order]):
            wrong.append("differs")
        cache.close()

    fillers = [threading.Thread(target=fill, args=(order,)) for order in (1, -1, 1)]
    for filler in fillers:
        filler.start()
    for filler in fillers:
        filler.join()
    assert wrong == []


def test_a_damaged_file_is_named(path: Path) -> None:
    """The error says that the file may go."""
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="only a cache"):
        EmbeddingCache.at(path).passages(Counting(), ["one"])


def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """So does a folder that is a file."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        EmbeddingCache.at(tmp_path / "file" / "x.db").passages(Counting(), ["one"])
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_shared_cache_keeps_what_others_embedded(postgres: str) -> None:
    """In PostgreSQL as in a file: vectors and tokens to the bit, each text embedded once by all together."""
    texts = ["Rotate the key.", "?!", "", "NUL \0 and half a pair \ud800", *map(str, range(100))]
    embedder = Counting()
    readings = HashingEmbedder(32).read_passages(texts)
    for _ in range(2):
        with closing(EmbeddingCache.shared(postgres)) as cache:
            found = cache.passages(embedder, texts)
        np.testing.assert_array_equal(vectors(found), HashingEmbedder(32).passages(texts))
        for embedded, reading in zip(found, readings, strict=True):
            expected = TokenCodes.of(reading.tokens)
            assert embedded.tokens
            np.testing.assert_array_equal(embedded.tokens.codes, expected.codes, strict=True)
            np.testing.assert_array_equal(embedded.tokens.starts, expected.starts, strict=True)
    assert sorted(embedder.asked) == sorted(texts)


def test_two_may_fill_a_shared_cache_at_once(postgres: str) -> None:
    """Neither waits for the other for ever, and both get everything right."""
    texts = [f"shared text {n}" for n in range(CHUNK * 5)]
    expected = HashingEmbedder(32).passages(texts)

    def fill(order: int) -> bool:
        with closing(EmbeddingCache.shared(postgres)) as cache:
            found = cache.passages(Counting(), texts[::order])
        return np.array_equal(vectors(found), expected[::order])

    with ThreadPoolExecutor() as pool:
        assert all(pool.map(fill, (1, -1, 1)))


def test_a_lost_shared_cache_is_told() -> None:
    """The error says what to look at."""
    with pytest.raises(StoreError, match="See that the server runs"):
        EmbeddingCache.shared("postgresql://nobody@127.0.0.1:1/none").passages(Counting(), ["one"])
