"""The local store: the contract, and what a folder on a disk adds to it."""

import errno
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from index.errors import StoreError
from index.stores.failures import store_errors
from index.stores.local import LocalStore
from tests.index.store_contract import (
    EMBEDDER,
    NOON,
    StoreContract,
    coded,
    commit,
    found,
    live,
    page,
    passages,
    unit_vectors,
)

KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from index.stores.local import LocalStore
from tests.index.store_contract import passages, unit_vectors, EMBEDDER
writer = LocalStore(Path(sys.argv[1])).begin_generation("s", "f")
writer.put(passages(["half built"] * 100))
writer.put_vectors("en", EMBEDDER, unit_vectors(100))
print("building", flush=True)
if sys.argv[2] == "die":
    os.kill(os.getpid(), signal.SIGKILL)
sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "index"


def build(root: Path, what: str) -> "subprocess.Popen[str]":
    """A process that builds in `root` until it is killed."""
    command = [sys.executable, "-c", KILLED_BUILD, str(root), what]
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own code
        command, stdin=pipe, stdout=pipe, text=True, cwd=Path(__file__).parents[2]
    )


def generations(root: Path) -> set[str]:
    """Names of the generations' folders."""
    return {folder.name for folder in (root / "generations").iterdir()}


def _live_text(root: Path) -> str:
    return live(LocalStore(root)).passages([0])[0].text


def _live_check(root: Path) -> datetime | None:
    return live(LocalStore(root)).info.checked_at


def _build_some(root: Path) -> int:
    store = LocalStore(root)
    number = commit(store, [f"word{n}" for n in range(200)]).number
    store.drop()
    return number


class TestLocalStore(StoreContract):
    """The contract."""

    @pytest.fixture
    def store(self, root: Path) -> LocalStore:
        """An empty store."""
        return LocalStore(root)


def test_looking_creates_nothing(root: Path) -> None:
    """A store that is only asked leaves no trace."""
    assert LocalStore(root).live() is None
    LocalStore(root).drop()
    assert not root.exists()


def test_another_process_reads_it(root: Path) -> None:
    """What one process commits another one opens."""
    commit(LocalStore(root), ["apple pie"])
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_live_text, (root,)) == "apple pie"


def test_an_open_store_sees_the_commit_of_another(root: Path) -> None:
    """Two stores on one folder agree without being reopened, also after the folder was made anew."""
    reader, writer = LocalStore(root), LocalStore(root)
    assert reader.live() is None
    commit(writer, ["apple"])
    assert found(live(reader), "apple") == [0]
    commit(writer, ["banana"])
    assert found(live(reader), "banana") == [0]
    shutil.rmtree(root)
    assert reader.live() is None
    commit(LocalStore(root), ["cherry"])
    assert found(live(reader), "cherry") == [0]


def test_live_is_opened_once(root: Path) -> None:
    """Without a commit the same generation comes back."""
    store = LocalStore(root)
    commit(store, ["apple"])
    assert live(store) is live(store)


def test_a_check_opens_nothing_anew(root: Path) -> None:
    """Another store, that has the generation open, sees the check though the files are gone meanwhile."""
    writer, reader = LocalStore(root), LocalStore(root)
    info = commit(writer, ["apple"])
    assert live(reader).info.checked_at is None
    shutil.rmtree(root / "generations")
    writer.confirm(info.number, NOON, ["/b"])
    assert (live(reader).info.checked_at, live(reader).info.unchecked) == (NOON, ("/b",))
    assert found(live(reader), "apple") == [0]
    assert live(reader) is live(reader)


def test_another_process_sees_a_check(root: Path) -> None:
    """It stands in the catalogue, not in this process's memory."""
    store = LocalStore(root)
    store.confirm(commit(store, ["apple"]).number, NOON)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_live_check, (root,)) == NOON


def test_a_check_of_nothing_creates_nothing(root: Path) -> None:
    """Where no index is, there is nothing to note."""
    LocalStore(root).confirm(1, NOON)
    assert not root.exists()


def test_processes_that_build_at_once_all_succeed(root: Path) -> None:
    """The last one begun is live and whole; nothing of the others disturbs it or stays behind."""
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        numbers = pool.map(_build_some, [root] * 6, chunksize=1)
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    store = LocalStore(root)
    store.drop()
    generation = live(store)
    assert generation.info.number == 6
    assert generation.info.passages == {"en": 200}
    assert found(generation, "word7") == [7]
    best = generation.dense_topk(EMBEDDER, "en", unit_vectors(200)[11], 1)
    assert [hit.passage for hit in best] == [11]
    assert generations(root) == {"5", "6"}


def test_vectors_wait_in_files(root: Path) -> None:
    """What is put lies in the generation's folder before the commit, and only the index after it."""
    writer = LocalStore(root).begin_generation("s", "f")
    writer.put(passages([f"word{n}" for n in range(3000)]))
    for _ in range(30):
        writer.put_vectors("en", EMBEDDER, unit_vectors(100))
    (waiting,) = (root / "generations" / "1").glob("*.vectors")
    assert waiting.stat().st_size > 2900 * unit_vectors(1).nbytes
    writer.commit()
    assert not waiting.exists()


def test_a_killed_build_leaves_the_live_generation(root: Path) -> None:
    """After SIGKILL the old index answers, `drop` removes the rest, and a new build works."""
    store = LocalStore(root)
    commit(store, ["apple"])
    with build(root, "die") as killed:
        killed.wait(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert found(live(store), "apple") == [0]
    assert generations(root) == {"1", "2"}
    store.drop()
    assert generations(root) == {"1"}
    commit(store, ["banana"])
    assert found(live(store), "banana") == [0]


def test_a_swap_that_was_killed_halfway_is_undone_by_the_next_reader(root: Path) -> None:
    """Whoever only asks questions need not wait for the next build."""
    commit(LocalStore(root), ["apple"])
    halfway = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('PRAGMA synchronous = OFF');"  # the journal counts at once, as it else does once synced
        "db.execute('BEGIN IMMEDIATE'); db.execute('UPDATE generations SET committed = NULL');"
        "os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", halfway, root / "index.db"], check=False)  # noqa: S603 - our own
    assert killed.returncode == -signal.SIGKILL
    assert (root / "index.db-journal").exists()
    assert found(live(LocalStore(root)), "apple") == [0]


def test_a_build_that_was_killed_as_it_began_is_begun_again(root: Path) -> None:
    """It had made its folder, and its number was not kept."""
    store = LocalStore(root)
    commit(store, ["apple"])
    (root / "generations" / "2" / "lexical-en").mkdir(parents=True)
    commit(store, ["banana"])
    assert found(live(store), "banana") == [0]


def test_drop_spares_a_build_in_another_process(root: Path) -> None:
    """As long as its builder lives, a generation stays."""
    store = LocalStore(root)
    commit(store, ["apple"])
    with build(root, "wait") as builder:
        assert builder.stdout
        assert builder.stdout.readline() == "building\n"
        store.drop()
        assert generations(root) == {"1", "2"}
        os.kill(builder.pid, signal.SIGKILL)
        builder.wait(timeout=60)
    store.drop()
    assert generations(root) == {"1"}


def test_drop_keeps_the_generation_before_the_live_one(root: Path) -> None:
    """A reader may have asked just before the swap."""
    store = LocalStore(root)
    for word in ("apple", "banana", "cherry", "date"):
        commit(store, [word])
    store.drop()
    assert generations(root) == {"3", "4"}


def test_a_reader_finishes_with_a_dropped_generation(root: Path) -> None:
    """Its files stay open."""
    store = LocalStore(root)
    commit(store, ["apple"], [page("/a")])
    old = live(store)
    for word in ("banana", "cherry", "date"):
        commit(store, [word])
        store.drop()
    assert "1" not in generations(root)
    assert found(old, "apple") == [0]
    assert old.passages([0])[0].text == "apple"
    assert old.dense_topk(EMBEDDER, "en", unit_vectors(1)[0], 1)[0].passage == 0
    assert [each.path for each in old.pages()] == ["/a"]


def test_size_is_what_lies_on_the_disk(root: Path) -> None:
    """`size` counts the generation's files."""
    info = commit(LocalStore(root), ["apple"])
    files = (root / "generations" / "1").rglob("*")
    assert info.size == sum(file.stat().st_size for file in files if file.is_file())
    assert info.size > 1000


def test_a_committed_writer_takes_nothing_more(root: Path) -> None:
    """A second commit is an error, and changes nothing."""
    writer = LocalStore(root).begin_generation("s", "f")
    writer.commit()
    with pytest.raises(StoreError, match="Begin a new one"):
        writer.commit()


def test_one_page_twice_is_refused(root: Path) -> None:
    """A URL names one page."""
    writer = LocalStore(root).begin_generation("s", "f")
    with pytest.raises(StoreError, match="UNIQUE"):
        writer.put_pages([page("/a"), page("/a")])
    writer.abandon()


def test_a_catalogue_that_is_being_made_is_no_catalogue(root: Path) -> None:
    """Between the file's creation by another process and its first transaction there is nothing to read."""
    root.mkdir()
    (root / "index.db").touch()
    store = LocalStore(root)
    assert store.live() is None
    store.confirm(1, NOON)
    store.drop()
    commit(LocalStore(root), ["apple"])
    assert found(live(store), "apple") == [0]


def test_another_format_is_named(root: Path) -> None:
    """An index of another version says what to do, to readers and builders."""
    commit(LocalStore(root), ["apple"])
    connection = sqlite3.connect(root / "index.db")
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"format 99.*build the index again"):
        LocalStore(root).live()
    with pytest.raises(StoreError, match="format 99"):
        LocalStore(root).begin_generation("s", "f")


@pytest.mark.parametrize("pattern", ["index.db", "generations/1/passages.db", "generations/1/dense-*.faiss"])
def test_a_damaged_file_is_named(root: Path, pattern: str) -> None:
    """Whatever file is broken, the error is StoreError and says what to do."""
    commit(LocalStore(root), ["apple"])
    (damaged,) = root.glob(pattern)
    damaged.write_bytes(b"not what it was" * 400)
    with pytest.raises(StoreError, match="build it again"):
        LocalStore(root).live()


@pytest.mark.parametrize("kept", [0, 100, -8])
@pytest.mark.parametrize("suffix", ["npz", "codes", "marks", "ends", "numbers"])
def test_damaged_tokens_are_named(root: Path, suffix: str, kept: int) -> None:
    """So are tokens' files that were cut short."""
    writer = LocalStore(root).begin_generation("s", "f")
    writer.put(passages(["apple"] * 20))
    writer.put_vectors("en", EMBEDDER, unit_vectors(20), coded([200] * 20))
    writer.commit()
    (damaged,) = root.glob(f"generations/1/tokens-*.{suffix}")
    damaged.write_bytes(damaged.read_bytes()[:kept])
    with pytest.raises(StoreError, match="build it again"):
        LocalStore(root).live()


def test_a_missing_word_index_is_named(root: Path) -> None:
    """tantivy's errors become StoreError too."""
    commit(LocalStore(root), ["apple"])
    shutil.rmtree(root / "generations" / "1" / "lexical-en")
    with pytest.raises(StoreError, match="build it again"):
        LocalStore(root).live()


def test_a_failed_commit_leaves_the_live_generation(root: Path) -> None:
    """Where the new files cannot be written, the old ones answer."""
    store = LocalStore(root)
    commit(store, ["apple"])
    writer = store.begin_generation("s", "f")
    writer.put([])
    shutil.rmtree(root / "generations" / "2")
    with pytest.raises(StoreError):
        writer.commit()
    writer.abandon()
    assert found(live(store), "apple") == [0]


@pytest.mark.parametrize(
    ("raised", "advice"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "free some space"),
        (sqlite3.OperationalError("database or disk is full"), "free some space"),
        (RuntimeError("write error: No space left on device"), "free some space"),
        (PermissionError(errno.EACCES, "Permission denied"), "the right to read and write"),
        (sqlite3.OperationalError("database is locked"), "Another process"),
        (sqlite3.DatabaseError("file is not a database"), "build it again"),
    ],
)
def test_errors_say_what_to_do(raised: Exception, advice: str) -> None:
    """A full disk, missing rights, a lock and damage each have their advice."""
    with pytest.raises(StoreError, match=advice), store_errors("write", Path("/somewhere")):
        raise raised
