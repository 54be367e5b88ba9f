"""The commands that make, list and revoke keys of clients."""

import json
from contextlib import closing
from typing import Annotated

import typer
from limits import parse

from service.console import console, messages
from service.keys import Key, Scope

keys = typer.Typer(
    name="keys",
    help="Make, list and revoke keys of clients.",
    epilog="Example: `askdocs keys create chatbot --scope ask --rate 100/minute`",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

Name = Annotated[str, typer.Argument(help="What the key is called: the client's name.", show_default=False)]


def _rate(value: str) -> str:
    try:
        return value if not value or parse(value) else ""
    except ValueError as error:
        raise typer.BadParameter("Write it as in 100/minute or 5/second.") from error


@keys.command(epilog="Example: `askdocs keys create chatbot --scope ask --rate 100/minute`")
def create(
    context: typer.Context,
    name: Name,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What it opens; may be repeated. `ask` and `search` if not given."),
    ] = None,
    rate: Annotated[
        str, typer.Option(help="How often it may be used, such as `100/minute`.", callback=_rate)
    ] = "",
) -> None:
    """Make a key and print it: it is kept nowhere and cannot be shown again."""
    with closing(context.obj.keys()) as ring:
        key = ring.create(name, scope or (Scope.ASK, Scope.SEARCH), rate)
    messages.print(f"The key of {name}, for the only time:", highlight=False, markup=False)
    typer.echo(key)


@keys.command("list", epilog="Example: `askdocs keys list --json`")
def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """List the keys: their names, scopes and rates, not what opens."""
    with closing(context.obj.keys()) as ring:
        found = ring.all()
    if as_json:
        console.print_json(json.dumps([_facts(key) for key in found]))
        return
    for key in found:
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "in use"
        typer.echo(f"{key.name}  {','.join(sorted(key.scopes))}  {key.rate or 'no limit'}  {state}")


@keys.command(epilog="Example: `askdocs keys revoke chatbot`")
def revoke(context: typer.Context, name: Name) -> None:
    """Let a key open nothing from now on."""
    with closing(context.obj.keys()) as ring:
        ring.revoke(name)


def _facts(key: Key) -> dict[str, str | list[str] | None]:
    return {
        "name": key.name,
        "scopes": sorted(key.scopes),
        "rate": key.rate,
        "created_at": key.created_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }
