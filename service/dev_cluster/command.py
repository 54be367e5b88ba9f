"""The commands that run a cluster for development."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.dev_cluster.binaries import Binaries
from service.errors import ClusterError

if TYPE_CHECKING:
    from service.dev_cluster.cluster import Cluster  # at run time only where its libraries are

dev_cluster = typer.Typer(
    name="dev-cluster",
    help="Run a PostgreSQL primary and two standbys on loopback, to try what happens when one is lost.",
    epilog="Example: `askdocs dev-cluster up`",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

Folder = Annotated[
    Path | None,
    typer.Option(
        help="Where the servers keep their data.", show_default="cluster, in the data folder", metavar="DIR"
    ),
]
Name = Annotated[str, typer.Argument(help="The server: `one`, `two` or `three`.", show_default=False)]


@dev_cluster.command(epilog="Example: `askdocs dev-cluster up`")
def up(context: typer.Context, folder: Folder = None) -> None:
    """Start the servers, and print the address for `--store`.

    One that was lost while it was the primary follows the new one, by pg_rewind.
    """
    cluster = _clusters().up(_folder(context, folder), Binaries.found())
    _tell(cluster)
    typer.echo(cluster.dsn)


@dev_cluster.command(epilog="Example: `askdocs dev-cluster status`")
def status(context: typer.Context, folder: Folder = None) -> None:
    """Say which server is the primary, and which are down."""
    _tell(_opened(context, folder))


@dev_cluster.command(epilog="Example: `askdocs dev-cluster kill`")
def kill(context: typer.Context, name: Name = "", folder: Folder = None) -> None:
    """Stop a server as if it had crashed: the primary, if none is named."""
    cluster = _opened(context, folder)
    cluster.kill(name)
    _tell(cluster)


@dev_cluster.command(epilog="Example: `askdocs dev-cluster promote`")
def promote(context: typer.Context, name: Name = "", folder: Folder = None) -> None:
    """Make a standby the primary: the one that has most of its log, if none is named."""
    cluster = _opened(context, folder)
    cluster.promote(name)
    _tell(cluster)


@dev_cluster.command(epilog="Example: `askdocs dev-cluster down`")
def down(context: typer.Context, folder: Folder = None) -> None:
    """Stop all servers and remove their data."""
    _opened(context, folder).down()


def _folder(context: typer.Context, folder: Path | None) -> Path:
    chosen: Path = folder or context.obj.settings.data / "cluster"
    return chosen.resolve()


def _opened(context: typer.Context, folder: Path | None) -> "Cluster":
    return _clusters().opened(_folder(context, folder), Binaries.found())


def _clusters() -> "type[Cluster]":
    try:
        from service.dev_cluster.cluster import Cluster
    except ImportError as error:
        raise ClusterError(
            f"A cluster needs {error.name}. Install it with: pip install 'askdocs[postgres]'"
        ) from error
    return Cluster


def _tell(cluster: "Cluster") -> None:
    for state in cluster.states():
        typer.echo(f"{state.name:<6} {state.role:<8} {state.address}", err=True)
