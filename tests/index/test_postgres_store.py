"""The PostgreSQL store: the contract, and what a server adds to it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from index.errors import StoreError
from index.stores import Place, open_store
from index.stores.local import LocalStore
from index.stores.postgres import catalogue
from index.stores.postgres.schema import TABLES
from index.stores.postgres.store import PostgresStore
from service.dev_cluster.server import free_port
from tests.index.store_contract import (
    EMBEDDER,
    StoreContract,
    coded,
    commit,
    found,
    live,
    page,
    passages,
    unit_vectors,
)

BUILD = """
import os, signal, sys
from index.stores.postgres.store import PostgresStore
from tests.index.store_contract import passages, unit_vectors, EMBEDDER, page
writer = PostgresStore(sys.argv[1], sys.argv[2]).begin_generation("s", "f")
writer.put_pages([page("/a")])
writer.put(passages(["half built"] * 100))
writer.put_vectors("en", EMBEDDER, unit_vectors(100))
print("building", flush=True)
if sys.argv[3] == "die":
    os.kill(os.getpid(), signal.SIGKILL)
sys.stdin.read()
"""


@pytest.fixture
def site() -> str:
    """A site of its own for each test."""
    return uuid4().hex


@pytest.fixture
def store(postgres: str, site: str) -> Iterator[PostgresStore]:
    """An empty store."""
    opened = PostgresStore(postgres, site)
    yield opened
    opened.close()


def build(dsn: str, site: str, what: str) -> "subprocess.Popen[str]":
    """A process that builds until it is killed."""
    command = [sys.executable, "-c", BUILD, dsn, site, what]
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own code
        command, stdin=pipe, stdout=pipe, text=True, cwd=Path(__file__).parents[2]
    )


def kept(dsn: str, site: str) -> dict[str, set[int]]:
    """The generations that each table has rows of."""
    with psycopg.connect(dsn) as connection:
        return {
            table: {
                number
                for (number,) in connection.execute(
                    f"SELECT DISTINCT generation FROM askdocs.{table} WHERE site = %s".encode(),  # noqa: S608 - our own names
                    (site,),
                )
            }
            for table in (*TABLES, "generations")
        }


def spend(dsn: str, site: str, seconds: int) -> None:
    """Have all commits of a site happened so much earlier."""
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "UPDATE askdocs.generations SET committed_at = committed_at - make_interval(secs => %s)"
            " WHERE site = %s",
            (seconds, site),
        )


class TestPostgresStore(StoreContract):
    """The contract."""


def test_another_store_sees_a_commit(postgres: str, site: str, store: PostgresStore) -> None:
    """Two stores on one database agree without being reopened."""
    reader = PostgresStore(postgres, site)
    assert reader.live() is None
    commit(store, ["apple"])
    assert found(live(reader), "apple") == [0]
    commit(store, ["banana"])
    assert found(live(reader), "banana") == [0]
    assert live(reader) is live(reader)
    reader.close()


def test_sites_are_apart(postgres: str, store: PostgresStore) -> None:
    """Each has its own numbers and generations."""
    other = PostgresStore(postgres, uuid4().hex)
    commit(store, ["apple"])
    assert other.live() is None
    assert commit(other, ["banana"]).number == 1
    assert found(live(store), "banana") == []
    other.close()


def test_an_abandoned_generation_leaves_no_rows(postgres: str, site: str, store: PostgresStore) -> None:
    """Not in any table."""
    writer = store.begin_generation("s", "f")
    writer.put_pages([page("/a")])
    writer.put(passages(["apple pie"]))
    writer.put_vectors("en", EMBEDDER, unit_vectors(1), coded([3]))
    assert all(numbers == {1} for numbers in kept(postgres, site).values())
    writer.abandon()
    assert not any(kept(postgres, site).values())


def test_a_killed_build_is_swept_by_the_next(postgres: str, site: str, store: PostgresStore) -> None:
    """After SIGKILL the old index answers, and `drop` removes the rest."""
    commit(store, ["apple"])
    with build(postgres, site, "die") as killed:
        killed.wait(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert found(live(store), "apple") == [0]
    assert kept(postgres, site)["words"] == {1, 2}
    commit(store, ["banana"])
    store.drop()
    assert set().union(*kept(postgres, site).values()) == {1, 3}


def test_drop_spares_a_build_in_another_process(postgres: str, site: str, store: PostgresStore) -> None:
    """As long as its builder is connected, a generation stays."""
    commit(store, ["apple"])
    with build(postgres, site, "wait") as builder:
        assert builder.stdout
        assert builder.stdout.readline() == "building\n"
        store.drop()
        assert kept(postgres, site)["generations"] == {1, 2}
        os.kill(builder.pid, signal.SIGKILL)
        builder.wait(timeout=60)


def test_drop_keeps_what_a_question_may_still_read(postgres: str, site: str, store: PostgresStore) -> None:
    """The generation before the live one, and any that was live a moment ago; nothing older."""
    for word in ("apple", "banana", "cherry", "date"):
        commit(store, [word])
    held = live(store)
    store.drop()
    assert kept(postgres, site)["generations"] == {1, 2, 3, 4}
    spend(postgres, site, catalogue.SPARED_S + 1)
    store.drop()
    assert set().union(*kept(postgres, site).values()) == {3, 4}
    assert held.passages([0])[0].text == "date"


def test_one_page_twice_is_refused(store: PostgresStore) -> None:
    """A URL names one page."""
    writer = store.begin_generation("s", "f")
    with pytest.raises(StoreError, match="unique"):
        writer.put_pages([page("/a"), page("/a")])
    writer.abandon()


def test_a_committed_writer_takes_nothing_more(store: PostgresStore) -> None:
    """A second commit is an error, and changes nothing."""
    writer = store.begin_generation("s", "f")
    writer.commit()
    with pytest.raises(StoreError, match="Begin a new one"):
        writer.commit()


def test_a_path_that_no_text_can_have_is_no_page(store: PostgresStore) -> None:
    """PostgreSQL has no place for a NUL."""
    commit(store, ["apple"], [page("/a")])
    assert live(store).page("/a\0") is None


def test_a_server_that_is_not_there_is_named(site: str) -> None:
    """To readers and builders, with what to do."""
    store = PostgresStore(f"postgresql://nobody@127.0.0.1:{free_port()}/postgres", site)
    with pytest.raises(StoreError, match=r"127\.0\.0\.1.*See that one of them runs"):
        store.live()
    with pytest.raises(StoreError, match="See that the server runs"):
        store.begin_generation("s", "f")
    (state,) = store.servers()
    assert state.role == "unreachable"
    assert "refused" in state.problem
    store.close()


def test_an_address_that_is_none_is_refused(site: str) -> None:
    """Before anything is asked."""
    with pytest.raises(StoreError, match="address"):
        PostgresStore("postgresql://host/db?colour=blue", site)


def test_stores_are_opened_by_address(tmp_path: Path, postgres: str, site: str) -> None:
    """A folder where there is none."""
    assert isinstance(open_store(Place(tmp_path)), LocalStore)
    opened = open_store(Place(tmp_path, postgres, site))
    assert isinstance(opened, PostgresStore)
    (state,) = opened.servers()
    assert (state.role, state.lag, state.generation) == ("primary", 0.0, 0)
    opened.close()


def test_the_missing_extra_is_named(tmp_path: Path) -> None:
    """Where psycopg is not installed, a folder still works, and an address says what to install."""
    tried = (
        "import sys; from pathlib import Path; from index.stores import Place, open_store\n"
        "sys.modules['psycopg'] = None\n"
        "open_store(Place(Path(sys.argv[1])))\n"
        "open_store(Place(Path(sys.argv[1]), 'postgresql://host/db'))\n"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", tried, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert "StoreError: The store in PostgreSQL needs psycopg." in done.stderr
    assert "pip install 'askdocs[postgres]'" in done.stderr
