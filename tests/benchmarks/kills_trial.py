"""An installation on three PostgreSQL servers, with all that asks it and writes to it, to be killed."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from pydantic import SecretStr

from ingest.outcome import NoProgress as SilentCrawl
from service.dev_cluster.binaries import Binaries
from service.dev_cluster.cluster import Cluster
from service.settings import Settings, SiteSettings
from service.sync import crawl_site
from service.wiring import Workspace
from tests.benchmarks.kills_balancer import balancer
from tests.benchmarks.kills_clients import Asked, asking
from tests.benchmarks.kills_journal import Entry, Journal
from tests.benchmarks.kills_replicas import Replica, replicas
from tests.benchmarks.kills_servers import committed, contents, is_whole, until
from tests.benchmarks.kills_writer import commit, sample_of
from tests.postgres import open_folder

CLIENTS = 8
SITE, AGAIN = "main", "again"
"""The index that is asked, and the one that an edition is built into once more, to compare."""

SPARED_S = 50.0
"""A generation stays in the tables at least so long after its commit was acknowledged."""

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Trial:
    """`looked_for` are the acknowledged generations that were looked for on a primary, `missing` those of
    them that it did not have, `unlike` those that a server had otherwise than they were written.
    """

    cluster: Cluster
    replicas: list[Replica]
    folder: Path
    asked: list[Asked] = field(default_factory=list)
    looked_for: set[int] = field(default_factory=set)
    missing: set[int] = field(default_factory=set)
    compared: set[int] = field(default_factory=set)
    unlike: set[int] = field(default_factory=set)

    @property
    def journal(self) -> Journal:
        """What was written so far."""
        return Journal.read(self.folder / "journal")

    def wait_until_whole(self) -> None:
        """Wait until all servers and replicas are there, and another edition is committed."""
        until(lambda: is_whole(self.cluster))
        until(lambda: all(replica.is_ready for replica in self.replicas))
        begun = monotonic()
        until(lambda: self.journal.resumed(begun) is not None)

    def look_for_commits(self) -> None:
        """See whether the primary has each commit that was acknowledged and cannot be removed yet."""
        entries = self.journal.acknowledged()
        found = committed(self.cluster.primary().dsn, SITE)
        spared = {each.generation for each in entries if each.at > monotonic() - SPARED_S}
        self.looked_for |= spared
        self.missing |= spared - found

    def compare(self, entry: Entry) -> None:
        """See whether each server has the generation of this edition as it is built once more."""
        workspace = _workspace(self.folder, self.cluster.dsn, AGAIN)
        with workspace.builder() as builder:
            again = commit(builder, *sample_of(workspace), entry.edition)
            builder.store.drop()
        expected = contents(self.cluster.primary().dsn, AGAIN, again)
        for server in self.cluster.servers:
            until(lambda dsn=server.dsn: again in committed(dsn, AGAIN))  # type: ignore[misc]
            found = contents(server.dsn, SITE, entry.generation)
            if monotonic() > entry.at + SPARED_S:
                return  # it may have been removed meanwhile
            if found != expected:
                self.unlike.add(entry.generation)
        self.compared.add(entry.generation)


@contextmanager
def trial() -> Iterator[Trial]:
    """All of it, running and asked for as long as the context lasts."""
    with open_folder() as folder:
        cluster = Cluster.up(folder / "cluster", Binaries.found())
        try:
            crawl_site(_workspace(folder, cluster.dsn, SITE), SiteSettings(location="sample"), SilentCrawl())
            environment = _environment(cluster.dsn)
            with _writer(folder, environment), replicas(folder, environment) as running:
                yield from _asked(Trial(cluster, running, folder))
        except BaseException:
            _show_logs(cluster)
            raise
        finally:
            cluster.down()


def _show_logs(cluster: Cluster) -> None:
    """What the servers said last."""
    for server in cluster.servers:
        lines = (server.folder / "server.log").read_text().splitlines()
        print(server.folder.name, *lines[-30:], sep="\n", file=sys.stderr)


def _asked(made: Trial) -> Iterator[Trial]:
    made.wait_until_whole()
    lives = {replica.name: replica for replica in made.replicas}
    ports = {name: replica.port for name, replica in lives.items()}
    with balancer(ports, made.folder) as url, asking(url, CLIENTS, lambda name: lives[name].lives) as asked:
        made.asked = asked
        yield made


def _workspace(folder: Path, dsn: str, site: str) -> Workspace:
    return Workspace(
        Settings(
            data=folder / "writer",
            embedders={},
            multilingual="hashing",
            store=SecretStr(dsn),
            store_name=site,
        )
    )


def _environment(dsn: str) -> Mapping[str, str]:
    own = {"STORE": dsn, "STORE_NAME": SITE, "EMBEDDERS": "{}", "MULTILINGUAL": "hashing", "THREADS": "1"}
    settings = {f"ASKDOCS_{name}": value for name, value in own.items()}
    return {**os.environ, **settings, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


@contextmanager
def _writer(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    command = [sys.executable, "-P", "-m", "tests.benchmarks.kills_writer", str(folder / "journal")]
    own = {**environment, "ASKDOCS_DATA": str(folder / "writer")}
    with (folder / "writer.log").open("w") as log:
        process = subprocess.Popen(command, env=own, cwd="/", stdout=log, stderr=log)  # noqa: S603 - ours
        try:
            yield
        finally:
            process.kill()
            process.wait()
