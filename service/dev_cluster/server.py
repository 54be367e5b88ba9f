"""One PostgreSQL server on loopback, in a folder of its own."""

import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from random import sample
from shlex import quote

from service.dev_cluster.binaries import Binaries
from service.errors import ClusterError

HOST = "127.0.0.1"
OWNER = "askdocs"

PORTS = range(15_000, 32_000)
"""Below those that systems give to outgoing connections: one would take the port of a server that is down."""


@dataclass(frozen=True, slots=True)
class Server:
    """Its data are in `folder`, whose name is what a primary knows it by.

    `synchronous` says which standbys a commit waits for, as `synchronous_standby_names` does.
    """

    binaries: Binaries
    folder: Path
    port: int
    synchronous: str = ""

    @property
    def dsn(self) -> str:
        """Its address."""
        return f"postgresql://{OWNER}@{HOST}:{self.port}/postgres"

    def create(self, settings: Mapping[str, str]) -> None:
        """Make an empty database with these settings. Whoever is on this machine may connect."""
        self.binaries.give(self.folder)
        given = ["--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        for name, value in settings.items():
            given += ["--set", f"{name}={value}"]
        self.binaries.run("initdb", "--pgdata", str(self.folder), *given)

    def copy_from(self, primary: "Server") -> None:
        """Make a standby of a running primary, with its settings."""
        self.binaries.give(self.folder)
        given = ("--checkpoint", "fast", "--write-recovery-conf", "--no-sync")
        self.binaries.run(
            "pg_basebackup", "--pgdata", str(self.folder), "--dbname", self._seen_by(primary), *given
        )

    def follow(self, primary: "Server") -> None:
        """Make a standby of this running primary, which it is not: of a stopped server, whatever it was.

        What a former primary has alone is forgotten.
        """
        given = ("--source-server", self._seen_by(primary), "--write-recovery-conf", "--no-sync")
        self.binaries.run("pg_rewind", "--target-pgdata", str(self.folder), *given)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        own = {"port": str(self.port), "listen_addresses": HOST, "unix_socket_directories": ""}
        given = own | {"synchronous_standby_names": self.synchronous}
        options = " ".join(f"-c {quote(f'{name}={value}')}" for name, value in given.items())
        self._control("start", "--wait", "--log", f"{self.folder}/server.log", "--options", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast`, or `immediate` as if it had crashed."""
        self._control("stop", "--wait", "--mode", mode)

    def promote(self) -> None:
        """Make a primary of a standby, and wait until it is one."""
        self._control("promote", "--wait")

    @property
    def is_standby(self) -> bool:
        """Whether it follows another server when it is started."""
        return (self.folder / "standby.signal").exists()

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        try:
            self._control("status")
        except ClusterError:
            return False
        return True

    def _control(self, *arguments: str) -> None:
        self.binaries.run("pg_ctl", "--pgdata", str(self.folder), *arguments)

    def _seen_by(self, primary: "Server") -> str:
        address = f"host={HOST} port={primary.port} user={OWNER} dbname=postgres"
        return f"{address} application_name={self.folder.name}"


def free_port() -> int:
    """A port of loopback that nobody listens on. Raises ClusterError where all are taken."""
    for port in sample(PORTS, len(PORTS)):
        with closing(socket.socket()) as bound, suppress(OSError):
            bound.bind((HOST, port))
            return port
    raise ClusterError(f"All ports from {PORTS.start} to {PORTS.stop} are taken.")
