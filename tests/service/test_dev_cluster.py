"""The cluster for development, and what becomes of questions when its servers are lost."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from index.errors import StoreError
from index.stores.postgres.store import PostgresStore
from service.cli import app
from service.dev_cluster.cluster import Cluster
from service.dev_cluster.server import Server
from service.errors import ClusterError
from tests.index.store_contract import commit, found, live
from tests.postgres import open_folder, postgres_binaries

PATIENCE_S = 30


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A running cluster."""
    binaries = postgres_binaries()
    with open_folder() as folder:
        opened = Cluster.up(folder / "cluster", binaries)
        try:
            yield opened
        finally:
            opened.down()


@pytest.fixture
def store(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[PostgresStore]:
    """A store over all servers; each test begins with all of them running."""
    Cluster.up(cluster.folder, cluster.servers[0].binaries)
    opened = PostgresStore(cluster.dsn, request.node.name, most_lag=5)
    until(lambda: [each.role for each in opened.servers()].count("standby") == 2)
    yield opened
    opened.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    patience = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < patience, "it did not come to hold"
        time.sleep(0.05)


def roles(cluster: Cluster) -> dict[str, str]:
    """The role of each server."""
    return {state.name: state.role for state in cluster.states()}


def standbys(cluster: Cluster) -> list[str]:
    """The addresses of those that follow."""
    return [state.address for state in cluster.states() if state.role == "standby"]


def have(store: PostgresStore, number: int) -> bool:
    """Whether all servers that run have this generation."""
    return all(each.generation == number for each in store.servers() if not each.problem)


def generation_of(server: Server, store: PostgresStore) -> int:
    """The generation that a server has, as the store sees it."""
    return next(each.generation for each in store.servers() if server.dsn.endswith(f"{each.name}/postgres"))


def asked(store: PostgresStore, address: str) -> int:
    """How often a connection to a server was taken."""
    (server,) = (each for each in store._servers._servers if address.endswith(f"{each.name}/postgres"))
    return server._pool.connections.taken


def test_standbys_answer(cluster: Cluster, store: PostgresStore) -> None:
    """Questions go to them, not to the primary, once they have the generation."""
    info = commit(store, ["apple pie"])
    until(lambda: have(store, info.number))
    servers = [cluster.primary().dsn, *standbys(cluster)]
    before = [asked(store, address) for address in servers]
    for _ in range(6):
        assert found(live(store), "apple") == [0]
    primary, *others = (asked(store, each) - taken for each, taken in zip(servers, before, strict=True))
    assert primary == 0
    assert all(others)


def test_whoever_commits_reads_it_at_once(cluster: Cluster, store: PostgresStore) -> None:
    """A standby that has not replayed the generation is not asked, nor by others once it is far behind."""
    commit(store, ["apple"])
    paused = standbys(cluster)
    for address in paused:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
    try:
        for word in ("banana", "cherry"):
            info = commit(store, [word])
            assert live(store).info == info
            assert found(live(store), word) == [0]
        assert {each.generation for each in store.servers() if each.role == "standby"} != {info.number}
        other = PostgresStore(cluster.dsn, store._site, most_lag=0.001)
        assert live(other).info == info
        other.close()
    finally:
        for address in paused:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("SELECT pg_wal_replay_resume()")


def test_reads_go_on_when_the_primary_is_lost(cluster: Cluster, store: PostgresStore) -> None:
    """At once, from a standby; building goes on when one was promoted, and the lost server follows it."""
    info = commit(store, ["apple"])
    held = live(store)
    lost = cluster.kill()
    assert roles(cluster)[lost] == "down"
    assert found(held, "apple") == [0]
    assert live(store).info == info
    with pytest.raises(StoreError, match="Cannot begin an index"):
        commit(store, ["banana"])
    assert [each.role for each in store.servers()].count("unreachable") == 1
    promoted = cluster.promote()
    assert roles(cluster)[promoted] == "primary"
    later = commit(store, ["banana"])
    assert later.number == info.number + 1
    assert found(live(store), "banana") == [0]
    Cluster.up(cluster.folder, cluster.servers[0].binaries)
    assert sorted(roles(cluster).values()) == ["primary", "standby", "standby"]
    assert roles(cluster)[lost] == "standby"
    until(lambda: have(store, later.number))


def test_what_was_committed_is_promoted(cluster: Cluster, store: PostgresStore) -> None:
    """The standby that has received most of the log, even where another has replayed more of it."""
    ahead, behind = (each for each in cluster.servers if each.dsn in standbys(cluster))
    with psycopg.connect(ahead.dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
    first = commit(store, ["apple"])
    until(lambda: generation_of(behind, store) == first.number)
    cluster.kill(behind.folder.name)
    second = commit(store, ["banana"])
    cluster.kill()
    behind.start()
    assert cluster.promote() == ahead.folder.name
    assert live(store).info == second
    assert found(live(store), "banana") == [0]


def test_a_lost_server_is_copied_where_its_log_is_gone(cluster: Cluster, store: PostgresStore) -> None:
    """It cannot be rewound then, and follows all the same."""
    lost = cluster.kill()
    cluster.promote()
    info = commit(store, ["apple"])
    for segment in (cluster.folder / lost / "pg_wal").glob("0*"):
        segment.unlink()
    Cluster.up(cluster.folder, cluster.servers[0].binaries)
    assert roles(cluster)[lost] == "standby"
    until(lambda: have(store, info.number))


def test_a_lost_standby_is_left_out(cluster: Cluster, store: PostgresStore) -> None:
    """Questions go to the other; it is asked again when it is back."""
    info = commit(store, ["apple"])
    until(lambda: have(store, info.number))
    lost = next(name for name, role in roles(cluster).items() if role == "standby")
    cluster.kill(lost)
    for _ in range(4):
        assert found(live(store), "apple") == [0]
    Cluster.up(cluster.folder, cluster.servers[0].binaries)
    until(lambda: not any(each.problem for each in store.servers()))


def test_there_are_never_two_primaries(cluster: Cluster) -> None:
    """While one runs, none is promoted; an unknown server is named."""
    with pytest.raises(ClusterError, match="must not be two"):
        cluster.promote()
    with pytest.raises(ClusterError, match="no server four"):
        cluster.kill("four")


def test_commands_run_it() -> None:
    """From the first start to the last stop, with the address on standard output alone."""
    postgres_binaries()
    with open_folder() as parent:
        folder = str(parent / "cluster")

        def run(*arguments: str) -> tuple[str, str]:
            done = CliRunner().invoke(app, ["dev-cluster", *arguments, "--folder", folder])
            assert done.exit_code == 0, done.output
            return done.stdout, done.stderr

        address, told = run("up")
        assert address.startswith("postgresql://askdocs@127.0.0.1:")
        assert address.count(",") == 2
        assert "primary" in told
        assert "one    down" in run("kill")[1]
        assert "primary" in run("promote", "three")[1]
        assert "three  primary" in run("status")[1]
        run("up")
        assert "down" not in run("status")[1]
        run("down")
        assert not Path(folder).exists()


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """Commands name the one that makes a cluster."""
    postgres_binaries()
    done = CliRunner().invoke(app, ["dev-cluster", "status", "--folder", str(tmp_path)])
    assert isinstance(done.exception, ClusterError)
    assert "dev-cluster up" in str(done.exception)
