"""A PostgreSQL server of the tests' own, started once and thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from service.dev_cluster.binaries import Binaries
from service.dev_cluster.server import Server, free_port
from service.errors import ClusterError

SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "60"}
"""What is lost when the machine fails is lost gladly."""


def postgres_binaries() -> Binaries:
    """PostgreSQL's programs; the test is skipped where they cannot be run."""
    try:
        return Binaries.found()
    except ClusterError as error:
        pytest.skip(str(error))


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that PostgreSQL's user can reach; those of pytest let nobody else in."""
    folder = Path(mkdtemp(prefix="askdocs-postgres-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Roles:
    """Addresses of one database: for who may all, who builds in it, and who only reads what was built."""

    admin: str
    builder: str
    reader: str


@contextmanager
def shared_database(dsn: str, name: str) -> Iterator[Roles]:
    """A new database for tenants, on this server, which is dropped in the end."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for role in ("builder", "reader"):
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        database = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER builder").format(database))
        addresses = [_as(dsn, role, name) for role in ("", "builder", "reader")]
        with psycopg.connect(addresses[0], autocommit=True) as inside:
            inside.execute("CREATE EXTENSION vector")
            for granted in ("USAGE ON SCHEMAS", "SELECT ON TABLES"):
                inside.execute(
                    f"ALTER DEFAULT PRIVILEGES FOR ROLE builder GRANT {granted} TO reader".encode()
                )
        try:
            yield Roles(*addresses)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


def _as(dsn: str, role: str, database: str) -> str:
    """The address of this database there, for this role or the same one."""
    given = conninfo_to_dict(dsn)
    who = role or given["user"]
    return f"postgresql://{who}@{given['host']}:{given['port']}/{database}"


@contextmanager
def running_postgres() -> Iterator[Server]:
    """A server that runs while the block does."""
    binaries = postgres_binaries()
    with open_folder() as folder:
        server = Server(binaries, folder / "server", free_port())
        server.create(SETTINGS)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
