"""The command line: `askdocs COMMAND`."""

import json
import logging
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markdown import Markdown

from ingest.errors import AskdocsError
from service import export as exports
from service.conformance.command import conformance
from service.console import console, messages
from service.dev_cluster.command import dev_cluster
from service.errors import QueuedError
from service.evaluate_command import evaluate
from service.explain import explain as explained
from service.gaps_command import gaps
from service.jobs.command import enqueue, jobs, worker
from service.keys_command import keys
from service.links import Links
from service.questions.question import Question
from service.render import markdown, report, wire
from service.render.explanation import explanation
from service.schedule import duration, moment, repeat
from service.serving import Address
from service.serving import serve as serve_http
from service.settings import read_settings
from service.status import status as read_status
from service.sync import changed, chosen
from service.syncing import Syncing
from service.tenant_command import drop_tenant
from service.wiring import Workspace

app = typer.Typer(
    name="askdocs",
    help="Answers questions about a documentation site: a direct answer, verbatim excerpts and sources.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

LOCAL = Links("")
"""Addresses in a terminal: a page without an address of its own keeps its path."""

Site = Annotated[
    str | None,
    typer.Argument(
        help="A web address, a folder of markdown, or `sample`; without it, what was crawled last.",
        show_default=False,
    ),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Let the crawler contact loopback and private addresses.")
]
AcceptShrink = Annotated[
    bool,
    typer.Option("--accept-shrink", help="Accept that a site has less than half of its former pages."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
AsEvents = Annotated[bool, typer.Option("--json", help="Print events as JSON lines, for machines.")]

PARTIAL = 3
"""The exit status of a crawl that some pages of the site are missing from."""


@app.callback()
def common(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder where pages, index and models live.", show_default="data/var", metavar="DIR"
        ),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="File of settings.", show_default="askdocs.toml", metavar="FILE")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            help="Where the index is, if in PostgreSQL: `postgresql://USER@HOST/DATABASE`.",
            show_default="a folder of the data",
            metavar="ADDRESS",
        ),
    ] = None,
    tenant: Annotated[
        str | None,
        typer.Option(help="Whose sites, index and keys, where there are tenants.", metavar="NAME"),
    ] = None,
) -> None:
    """Read the settings that all commands share."""
    given = {"--data": data, "--config": config}
    arguments = [part for name, path in given.items() if path for part in (name, str(path.resolve()))]
    arguments += ["--store", store] if store is not None else []
    whole = Workspace(read_settings(config, data, store), tuple(arguments))
    context.obj = whole.of_tenant(tenant) if tenant is not None else whole


@app.command(epilog="Example: `askdocs crawl https://docs.poweromni.ai`")
def crawl(
    context: typer.Context,
    site: Site = None,
    allow_private: AllowPrivate = False,
    accept_shrink: AcceptShrink = False,
    as_events: AsEvents = False,
) -> None:
    """Fetch a site's pages: only what is new or changed since the last time.

    Ends with status 3 where some pages could not be fetched.
    """
    sites = chosen(context.obj, site, allow_private=allow_private)
    syncing = Syncing(context.obj, sites, False, accept_shrink, as_events)
    raise typer.Exit(0 if syncing.run() else PARTIAL)


@app.command(epilog="Example: `askdocs index`")
def index(context: typer.Context, as_events: AsEvents = False) -> None:
    """Build the index of the crawled pages, embedding only what changed, and make it live."""
    Syncing(context.obj, (), as_events=as_events).run()


@app.command(epilog="Example: `askdocs sync https://docs.poweromni.ai --every 15m`")
def sync(
    context: typer.Context,
    site: Site = None,
    allow_private: AllowPrivate = False,
    accept_shrink: AcceptShrink = False,
    as_events: AsEvents = False,
    every: Annotated[
        str | None, typer.Option(help="Do it again and again, so long apart: `90s`, `15m`, `6h`, `1d`.")
    ] = None,
    queue: Annotated[
        bool, typer.Option("--queue", help="Wait for a running sync; end at once if one waits already.")
    ] = False,
) -> None:
    """Crawl, then index: only what changed.

    Ends with status 3 where some pages could not be fetched; the others are indexed all the same.
    """
    sites = chosen(context.obj, site, allow_private=allow_private)
    syncing = Syncing(context.obj, sites, True, accept_shrink, as_events)
    tell = partial(messages.print, highlight=False, markup=False, soft_wrap=True)
    if every is not None:
        repeat(syncing.run, duration(every), tell)
    try:
        raise typer.Exit(0 if syncing.run(queue=queue) else PARTIAL)
    except QueuedError as error:
        tell(str(error))


@app.command(epilog="Example: `askdocs ask 'Which support plan gives access to WhatsApp?'`")
def ask(
    context: typer.Context,
    question: Annotated[
        str, typer.Argument(help="One specific, self-contained question.", show_default=False)
    ],
    language: Annotated[
        str, typer.Option(help="The question's language (ISO 639-1); detected if not given.")
    ] = "",
    goal: Annotated[str, typer.Option(help="What you are finally trying to do.")] = "",
    page: Annotated[str, typer.Option(help="The page that you ask from, such as /en/users.")] = "",
    history: Annotated[
        list[str] | None,
        typer.Option(
            help="A question that you asked before this one; may be repeated, the oldest first.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the index."""
    asked = Question.checked(question, goal, page, language, history=history or ())
    asker = context.obj.asker()
    found = asker.find(asked)
    answer = asker.answer(found)
    if as_json:
        console.print_json(wire.wire(answer, LOCAL, found).model_dump_json(by_alias=True))
        return
    text = markdown.render(answer, LOCAL, goal)
    console.print(Markdown(text) if console.is_terminal else text, soft_wrap=True)


@app.command(epilog="Example: `askdocs explain 'Which support plan gives access to WhatsApp?'`")
def explain(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question to explain.", show_default=False)],
    language: Annotated[
        str, typer.Option(help="The question's language (ISO 639-1); detected if not given.")
    ] = "",
    page: Annotated[str, typer.Option(help="The page that you ask from, such as /en/users.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say why a question gets its answer: ranks and scores, confidence, what might be quoted."""
    found = explained(context.obj.asker(), Question.checked(question, "", page, language))
    if as_json:
        console.print_json(json.dumps(asdict(found), default=str))
    else:
        console.print(explanation(found))


@app.command(epilog="Example: `askdocs serve --port 8000`")
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer.", min=1)] = 1,
) -> None:
    """Answer over HTTP."""
    serve_http(context.obj, Address(host, port), workers)


app.add_typer(keys)


@app.command(epilog="Example: `askdocs mcp`, as the command of a server in an agent's settings")
def mcp(context: typer.Context) -> None:
    """Answer an agent over standard input and output, in the Model Context Protocol."""
    from service.mcp.stdio import serve as serve_stdio  # its SDK takes a second to load

    serve_stdio(context.obj)


@app.command(epilog="Example: `askdocs status --json`")
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what is crawled and indexed, how old it is, and with which models."""
    found = read_status(context.obj)
    if as_json:
        console.print_json(json.dumps(found.to_dict()))
    else:
        console.print(report.status(found))


@app.command(epilog="Example: `askdocs changes --since 7d`")
def changes(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(help="From when on: `7d`, `12h`, or a date such as `2026-11-01`.")
    ] = None,
    page: Annotated[str, typer.Option(help="Only this page's URL, and the ones that it had before.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the pages that were added, changed, moved or removed, oldest first."""
    for site, change in changed(context.obj, moment(since) if since else None, page):
        if as_json:
            typer.echo(json.dumps(report.change_facts(site, change), ensure_ascii=False))
        else:
            typer.echo(report.change(site, change))


@app.command(epilog="Example: `askdocs export passages > passages.jsonl`")
def export(
    context: typer.Context,
    what: Annotated[exports.What, typer.Argument(help="What to print.", show_default=False)],
) -> None:
    """Print the indexed pages or passages as JSON lines."""
    for line in exports.lines(context.obj.asker().generation(), what):
        typer.echo(line)


app.command(epilog="Example: `askdocs evaluate data/questions/sample.jsonl`")(evaluate)
app.command(epilog="Example: `askdocs gaps --days 30`")(gaps)
app.add_typer(dev_cluster)
app.command(epilog="Example: `askdocs drop-tenant acme`")(drop_tenant)
app.command(epilog="Example: `askdocs enqueue https://docs.poweromni.ai`")(enqueue)
app.command(epilog="Example: `askdocs worker --queues fetch,build`")(worker)
app.command(epilog="Example: `askdocs jobs --json`")(jobs)
app.command(epilog="Example: `askdocs conformance http://127.0.0.1:8000/users`")(conformance)


def main() -> None:
    """Run the command line; errors that a user can mend end it with one line and status 1."""
    logging.getLogger("stamina").setLevel(
        logging.ERROR
    )  # a retry is no news: a page that fails is told in the end
    try:
        app()
    except AskdocsError as error:
        messages.print(f"askdocs: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        sys.exit(1)
