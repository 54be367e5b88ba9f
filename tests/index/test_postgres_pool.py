"""The connections to a PostgreSQL server that breaks them off."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from time import sleep

import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import PoolTimeout

from index.stores.postgres.catalogue import Look
from index.stores.postgres.pool import POOL, Pool
from index.stores.postgres.server import Server
from index.stores.postgres.store import PostgresStore
from service.dev_cluster.server import free_port
from tests.index.store_contract import commit
from tests.postgres import shared_database


@pytest.fixture
def pool(postgres: str) -> Iterator[Pool]:
    """Connections to a server that runs."""
    opened = Pool(postgres)
    yield opened
    opened.close()


@pytest.fixture
def closable(postgres: str) -> Iterator[str]:
    """A database of its own, which may stop to let anybody in."""
    with shared_database(postgres, "closable") as roles:
        yield roles.admin


def shut(postgres: str) -> None:
    """Have that database let nobody in any more; who is in it stays."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("ALTER DATABASE closable ALLOW_CONNECTIONS false")


def break_off(postgres: str, connections: list[int]) -> None:
    """Have the server end the connections of these processes of its."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        for process in connections:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))


def await_return(pool: Pool) -> None:
    """Wait until a server that was lost has been found again."""
    while pool.is_down:
        sleep(0.01)


def taken(pool: Pool, held: ExitStack, count: int) -> list[Connection]:
    """So many connections, until all are given back."""
    return [held.enter_context(pool.connection("a")) for _ in range(count)]


def refused(pool: Pool) -> psycopg.OperationalError:
    """What somebody who wants a connection is told; PoolTimeout where nobody tells them."""
    with pytest.raises(psycopg.OperationalError) as told, pool.connection("a"):
        pass
    return told.value


def test_who_waits_for_a_lost_server_is_told_at_once(closable: str, postgres: str) -> None:
    """Another server may answer; this one's connections would be waited for in vain."""
    pool = Pool(closable)
    with ThreadPoolExecutor(1) as thread, ExitStack() as held:
        taken(pool, held, POOL - 1)
        with pytest.raises(psycopg.OperationalError), pool.connection("a") as last:
            waiting = thread.submit(refused, pool)
            while not pool.connections.waiting:
                sleep(0.01)
            shut(postgres)
            break_off(postgres, [last.info.backend_pid])
            last.execute("SELECT 1")
        assert not isinstance(waiting.result(), PoolTimeout)
    pool.close()


def test_who_is_to_be_connected_to_a_lost_server_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was there a moment ago, and no connection is open yet."""
    monkeypatch.setattr(Pool, "_find", lambda _pool: None)
    gone = Pool(f"postgresql://askdocs@127.0.0.1:{free_port()}/postgres")
    assert not isinstance(refused(gone), PoolTimeout)
    gone.close()


def test_a_server_that_is_back_is_asked_over_new_connections(
    pool: Pool, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One failure tells that all of the old ones are dead."""
    monkeypatch.setattr("index.stores.postgres.pool.LOOK_S", 0.01)
    with ExitStack() as held:
        processes = [each.info.backend_pid for each in taken(pool, held, POOL)]
    break_off(postgres, processes)
    with pytest.raises(psycopg.OperationalError), pool.connection("a") as connection:
        connection.execute("SELECT 1")
    assert pool.losses == 1
    await_return(pool)
    for _ in range(POOL):
        with pool.connection("a") as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_many_may_ask_a_server_first(postgres: str) -> None:
    """While one of them looks whether it is there, the others are not told that it is not."""
    together = Barrier(POOL)
    opened = Pool(postgres)

    def ask() -> object:
        together.wait()
        with opened.connection("a") as connection:
            return connection.execute("SELECT 1").fetchone()

    with ThreadPoolExecutor(POOL) as threads:
        answers = [threads.submit(ask) for _ in range(POOL)]
    assert [each.result() for each in answers] == [(1,)] * POOL
    opened.close()


def test_what_was_seen_is_forgotten_when_the_server_is_lost(
    pool: Pool, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may come back with less of the log replayed than it had, and is looked at anew."""
    monkeypatch.setattr("index.stores.postgres.pool.LOOK_S", 0.01)
    store = PostgresStore(postgres, "forgotten")
    info = commit(store, ["apple"])
    store.close()
    server = Server(pool, "forgotten")
    assert server.look().number == server.seen.number == info.number
    with pytest.raises(psycopg.OperationalError), server.connection() as connection:
        break_off(postgres, [connection.info.backend_pid])
        connection.execute("SELECT 1")
    assert server.seen == Look()
    await_return(pool)
    assert server.look().number == server.seen.number == info.number
