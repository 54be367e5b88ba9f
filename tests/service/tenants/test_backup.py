"""Backup of one tenant by PostgreSQL's own programs, as docs/tenants.md says: it answers equally after."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from service.dev_cluster.binaries import Binaries
from service.errors import ClusterError
from service.questions.question import Question
from service.wiring import Workspace
from tests.postgres import Roles, open_folder, postgres_binaries, shared_database
from tests.service.tenants.installation import rows_of, settings, sync

QUESTIONS = ("How do I open the door?", "How long does a door stay open?", "Who sells walls?")


@pytest.fixture(scope="module")
def binaries() -> Binaries:
    """PostgreSQL's programs."""
    return postgres_binaries()


@pytest.fixture
def file() -> Iterator[Path]:
    """Where a dump can be written by whoever runs the programs."""
    with open_folder() as folder:
        folder.chmod(0o777)
        yield folder / "red.dump"


@pytest.fixture
def other(postgres: str) -> Iterator[Roles]:
    """Another database, which is empty."""
    with shared_database(postgres, "restored") as opened:
        yield opened


def bound(address: str, tenant: str) -> str:
    """The address for a session that sees one tenant."""
    return f"{address}?options={quote(f'-c askdocs.site={tenant}')}"


def answers(workspace: Workspace, tenant: str) -> list[object]:
    """What a tenant answers, without how long it took."""
    asker = workspace.of_tenant(tenant).asker()
    return [asdict(asker.ask(Question(text))) | {"timings": None} for text in QUESTIONS]


def sites_in(roles: Roles) -> set[str]:
    """Whose generations a database holds."""
    with psycopg.connect(roles.admin) as connection:
        return {site for (site,) in connection.execute("SELECT site FROM askdocs.generations")}


def test_a_dump_restores_into_an_empty_database(
    data: Path, roles: Roles, other: Roles, binaries: Binaries, file: Path
) -> None:
    """Tables, walls and the rows of one tenant, none of another's."""
    options = ("--schema=askdocs", "--enable-row-security", "--format=custom", f"--file={file}")
    binaries.run("pg_dump", *options, bound(roles.reader, "red"))
    binaries.run(
        "pg_restore",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--dbname={other.builder}",
        str(file),
    )
    assert sites_in(other) == {"red"}
    assert rows_of(other, "red") == rows_of(roles, "red")
    before, after = (Workspace(settings(data, each.builder)) for each in (roles, other))
    assert answers(after, "red") == answers(before, "red")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(other.builder) as connection:
        connection.execute("INSERT INTO askdocs.sites VALUES ('blue', 1)")


def test_a_dump_restores_beside_other_tenants(
    data: Path, roles: Roles, other: Roles, binaries: Binaries, file: Path
) -> None:
    """By a role that sees its tenant alone; the others stay. Twice is refused as a whole."""
    elsewhere = Workspace(settings(data, other.builder))
    sync(elsewhere.of_tenant("bare"))
    bare = answers(elsewhere, "bare")
    options = ("--schema=askdocs", "--enable-row-security", "--data-only", "--rows-per-insert=500")
    further = ("--load-via-partition-root", "--exclude-table-data=askdocs.format", f"--file={file}")
    binaries.run("pg_dump", *options, *further, bound(roles.reader, "red"))
    restore = ("--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={file}", bound(other.builder, "red"))
    binaries.run("psql", *restore)
    assert sites_in(other) == {"bare", "red"}
    assert rows_of(other, "red") == rows_of(roles, "red")
    assert answers(elsewhere, "red") == answers(Workspace(settings(data, roles.builder)), "red")
    assert answers(elsewhere, "bare") == bare
    with pytest.raises(ClusterError, match="duplicate key"):
        binaries.run("psql", *restore)
    assert rows_of(other, "red") == rows_of(roles, "red")


def test_who_forgets_the_option_gets_an_error(roles: Roles, binaries: Binaries) -> None:
    """Not a dump of nothing."""
    with pytest.raises(ClusterError, match="row-level security"):
        binaries.run("pg_dump", "--schema=askdocs", bound(roles.reader, "red"))
