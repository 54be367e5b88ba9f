"""A PostgreSQL server of the tests' own, started once and thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest

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
