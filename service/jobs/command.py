"""The commands of a sync that many workers do: `enqueue`, `worker`, `jobs`."""

import asyncio
import json
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from index.embedders import ON_PROCESSOR
from service.console import console, messages
from service.errors import JobsError
from service.jobs.kind import Kind
from service.logs import start_logs
from service.render import report as rendered
from service.schedule import duration
from service.settings import SiteSettings
from service.sync import chosen
from service.wiring import Workspace

if TYPE_CHECKING:  # what comes with an extra is imported where it is needed
    from ingest.frontier import Round
    from service.jobs.standing import Standing

PARTIAL = 3
"""The exit status of a sync that some pages of the site are missing from."""

UNSHARED = (
    'Jobs need a store in PostgreSQL that pages are kept in as well: set `store = "postgresql://…"` and'
    ' `pages = "store"` in askdocs.toml.'
)


def enqueue(
    context: typer.Context,
    site: Annotated[
        str | None,
        typer.Argument(help="A site's name or address; without it, all sites.", show_default=False),
    ] = None,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="Let the crawler contact loopback and private addresses."),
    ] = False,
    accept_shrink: Annotated[
        bool,
        typer.Option("--accept-shrink", help="Accept that a site has less than half of its former pages."),
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until workers are done, and report.")] = False,
) -> None:
    """Have workers sync a site: a sync that is under way goes on, no second one begins.

    With `--wait`, ends with status 3 where some pages could not be fetched.
    """
    workspace = _shared(context.obj)
    from service.jobs.enqueuing import enqueue as put
    from service.jobs.enqueuing import last_round

    sites = chosen(workspace, site, allow_private=allow_private)
    before = [last_round(workspace, each) for each in sites]
    asyncio.run(put(workspace, sites, accept_shrink=accept_shrink))
    if not wait:
        return
    whole = [_whole(workspace, *each) for each in zip(sites, before, strict=True)]
    raise typer.Exit(0 if all(whole) else PARTIAL)


def worker(
    context: typer.Context,
    queues: Annotated[
        str, typer.Option(help="What to do, with commas: fetch, embed, build.")
    ] = "fetch,embed,build",
    device: Annotated[
        str,
        typer.Option(
            help="Where sentence-transformers models run: `cuda`, `cuda:1`, `mps`, `cpu`."
            " minilm and e5 run on the processor.",
            show_default="the best that there is",
        ),
    ] = "",
    concurrency: Annotated[int, typer.Option(help="Jobs at once.", min=1, max=64)] = 4,
    lost_after: Annotated[
        str, typer.Option(help="A worker that is silent for so long is dead, and its jobs taken over.")
    ] = "30s",
    drain: Annotated[bool, typer.Option("--drain", help="Stop when no job is left.")] = False,
) -> None:
    """Do jobs until stopped; `SIGTERM` lets it finish those in hand."""
    workspace = _on_device(_shared(context.obj), device)
    from service.jobs.worker import Duty, work

    start_logs()
    duty = Duty(_kinds(queues), concurrency, duration(lost_after).total_seconds(), drain)
    asyncio.run(work(workspace, duty))


def jobs(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Say how far the workers are: what waits, and which pages were given up, and why."""
    workspace = _shared(context.obj)
    found = asyncio.run(_standing(workspace))
    if as_json:
        console.print_json(json.dumps(found.to_dict()))
    else:
        _show(found)


def _whole(workspace: Workspace, site: SiteSettings, before: "Round") -> bool:
    """Wait for the end of the site's round; whether every page was had."""
    from service.jobs.enqueuing import awaited

    found = awaited(workspace, site, before)
    messages.print(rendered.crawl_lines(found), highlight=False, markup=False, soft_wrap=True)
    return found.is_whole


async def _standing(workspace: Workspace) -> "Standing":
    from service.jobs.queue import open_queue
    from service.jobs.standing import standing

    queue = open_queue(workspace)
    async with queue.open() as app:
        return await standing(workspace, queue, app)


def _show(found: "Standing") -> None:
    table = Table("site", "phase", "listed", "left", "parked", "problem")
    for each in found.rounds:
        figures = map(str, (each.listed, each.left, len(each.parked)))
        table.add_row(each.site or each.location, each.phase, *figures, each.problem)
    console.print(table)
    for failure in (failure for each in found.rounds for failure in each.parked):
        console.print(f"{failure.url}: {failure.reason}", highlight=False, markup=False, soft_wrap=True)
    for name, counts in found.jobs.items():
        told = ", ".join(f"{count} {state}" for state, count in counts.items())
        console.print(f"queue {name}: {told}", highlight=False, markup=False)


def _kinds(queues: str) -> tuple[Kind, ...]:
    try:
        return tuple(Kind(name.strip()) for name in queues.split(","))
    except ValueError as error:
        raise JobsError(f"{error}: name some of {', '.join(Kind)}.") from error


def _on_device(workspace: Workspace, device: str) -> Workspace:
    """The installation with its models on this device. Raises JobsError where none of them could be."""
    if device and workspace.embedders().opens <= ON_PROCESSOR:
        raise JobsError(
            f"minilm and e5 run on the processor: --device {device} would change nothing. Leave it out, or"
            " set an embedder that is a sentence-transformers model."
        )
    return replace(workspace, device=device)


def _shared(workspace: Workspace) -> Workspace:
    """The installation, if workers can share it. Raises JobsError."""
    if workspace.settings.pages != "store":
        raise JobsError(UNSHARED)
    if find_spec("procrastinate") is None:
        raise JobsError("Jobs need procrastinate. Install it with: pip install 'askdocs[postgres]'")
    return workspace
