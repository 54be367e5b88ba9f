"""A primary and its standbys on loopback, to try what happens when a server is lost."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Self

import psycopg

from service.dev_cluster.binaries import Binaries
from service.dev_cluster.server import HOST, OWNER, Server, free_port
from service.errors import ClusterError

NAMES = ("one", "two", "three")
"""The servers; the first begins as the primary."""

WAITED_FOR = f"ANY 1 ({', '.join(NAMES)})"
"""A commit waits until one standby has it too: no lost primary takes it along."""

SETTINGS = {
    "wal_log_hints": "on",
    "wal_keep_size": "1GB",
    "hot_standby_feedback": "on",
    "wal_receiver_timeout": "10s",
    "max_connections": "60",
    "checkpoint_timeout": "30s",
}
"""A lost primary can follow the new one if both have the log since the checkpoint before they parted. A
standby that hears nothing for so long knows it, and a vacuum leaves what it still reads.
"""


@dataclass(frozen=True, slots=True)
class State:
    """What is seen of a server: `role` is "primary", "standby" or "down"."""

    name: str
    role: str
    address: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Servers in folders below `folder`, which remembers their ports."""

    folder: Path
    servers: Sequence[Server]

    @classmethod
    def up(cls, folder: Path, binaries: Binaries) -> Self:
        """Start the servers of the folder, made where it is missing. Those that ran before run on.

        A server that was the primary until another was promoted follows that one.
        """
        if not (folder / _PORTS).exists():
            return cls._made(folder, binaries)
        cluster = cls.opened(folder, binaries)
        for server in cluster.servers:
            if not server.is_running:
                cluster._started_again(server)
        return cluster

    @classmethod
    def opened(cls, folder: Path, binaries: Binaries) -> Self:
        """The servers of the folder, as they are. Raises ClusterError where there are none."""
        try:
            ports = json.loads((folder / _PORTS).read_text())
        except OSError as error:
            raise ClusterError(f"There is no cluster in {folder}. Run: askdocs dev-cluster up") from error
        return cls(
            folder, [Server(binaries, folder / name, port, WAITED_FOR) for name, port in ports.items()]
        )

    @classmethod
    def _made(cls, folder: Path, binaries: Binaries) -> Self:
        folder.mkdir(parents=True, exist_ok=True)
        ports = {name: free_port() for name in NAMES}
        (folder / _PORTS).write_text(json.dumps(ports))
        cluster = cls.opened(folder, binaries)
        primary, *standbys = cluster.servers
        primary.create(SETTINGS)
        primary.start()
        for standby in standbys:
            standby.copy_from(primary)
            standby.start()
        return cluster

    @property
    def dsn(self) -> str:
        """The address of all servers together."""
        hosts = ",".join(f"{HOST}:{server.port}" for server in self.servers)
        return f"postgresql://{OWNER}@{hosts}/postgres"

    def states(self) -> list[State]:
        """How each server is."""
        return [State(server.folder.name, role_of(server), server.dsn) for server in self.servers]

    def primary(self) -> Server:
        """The server that can be written to. Raises ClusterError where none is."""
        found = [server for server in self.servers if role_of(server) == "primary"]
        if not found:
            raise ClusterError("No primary runs. Run: askdocs dev-cluster promote")
        return found[0]

    def kill(self, name: str = "") -> str:
        """Stop a server, the primary where none is named, as if it had crashed; its name."""
        server = self._named(name) if name else self.primary()
        server.stop("immediate")
        return server.folder.name

    def promote(self, name: str = "") -> str:
        """Make a primary of a standby, that which has most of the log where none is named; its name.

        Raises ClusterError while a primary runs: there must not be two.
        """
        roles = {server.folder.name: role_of(server) for server in self.servers}
        if "primary" in roles.values():
            raise ClusterError("A primary runs: there must not be two. Run first: askdocs dev-cluster kill")
        standbys = [server for server in self.servers if roles[server.folder.name] == "standby"]
        if not standbys:
            raise ClusterError("No standby runs. Run: askdocs dev-cluster up")
        server = self._named(name) if name else max(standbys, key=_received)
        server.promote()
        for other in standbys:
            if other is not server:
                other.stop()
                self._follow(other, server)
        return server.folder.name

    def down(self) -> None:
        """Stop all servers and remove their folder."""
        for server in self.servers:
            if server.is_running:
                server.stop("immediate")
        rmtree(self.folder)

    def _started_again(self, server: Server) -> None:
        """Start a server: as a standby of the primary, where there is one that is not itself."""
        others = [each for each in self.servers if each is not server and role_of(each) == "primary"]
        if not others:
            server.start()
            return
        if server.is_standby:  # pg_rewind mends what a primary left that crashed, not what a standby did
            server.start()
            server.stop()
        self._follow(server, others[0])

    def _follow(self, server: Server, primary: Server) -> None:
        """Have a stopped server follow the primary; as a new copy, where too much of its log is gone."""
        try:
            server.follow(primary)
            server.start()
        except ClusterError:
            if server.is_running:
                server.stop("immediate")
            rmtree(server.folder)
            server.copy_from(primary)
            server.start()

    def _named(self, name: str) -> Server:
        for server in self.servers:
            if server.folder.name == name:
                return server
        raise ClusterError(f"There is no server {name}: name one of {', '.join(NAMES)}.")


_PORTS = "ports.json"


def role_of(server: Server) -> str:
    """Whether it is the primary, a standby or down."""
    try:
        return "standby" if _asked(server, "SELECT pg_is_in_recovery()") else "primary"
    except psycopg.OperationalError:
        return "down"


def _received(server: Server) -> int:
    """How much of the log a standby has, replayed or still to be: a commit waits for no more than that."""
    newest = "greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"
    return _asked(server, f"SELECT pg_wal_lsn_diff({newest}, '0/0')::bigint")


def _asked(server: Server, statement: str) -> int:
    with psycopg.connect(server.dsn, connect_timeout=2) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return int(row[0]) if row else 0
