"""The command that removes a tenant."""

from typing import Annotated

import typer

from service.console import messages
from service.drop import drop
from service.errors import SettingsError
from service.settings import is_tenant_name
from service.wiring import Workspace


def drop_tenant(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The tenant.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether that is meant.")] = False,
) -> None:
    """Remove a tenant: its index, and here its pages, keys, feedback and questions. There is no way back.

    Stop its syncs and take it out of askdocs.toml. On other machines, remove its folder.
    """
    workspace: Workspace = context.obj
    if not workspace.settings.store.get_secret_value():
        raise SettingsError("There are no tenants without `store`: name the database that has their indexes.")
    if not is_tenant_name(name):
        raise SettingsError(f"{name} is no name of a tenant.")
    if not yes:
        typer.confirm(f"Remove all of the tenant {name}?", abort=True, err=True)
    dropped = drop(workspace, name)
    rows = sum(dropped.rows.values())
    messages.print(f"Removed {name}: {rows} rows, {dropped.files} files.", highlight=False, markup=False)
