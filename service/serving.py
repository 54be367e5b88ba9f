"""Runs the HTTP service: in this process, or in several that share one socket."""

import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import ceil
from tempfile import TemporaryDirectory
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from index.errors import NoIndexError
from index.store import Generation
from service.app import create_app
from service.ask import Asker
from service.console import messages
from service.headings import heading_question
from service.http.hosts import Hosted, by_host
from service.links import Links
from service.logs import start_logs
from service.metrics import SHARED_FOLDER
from service.operation import Served
from service.routes.v1_backing import Backing
from service.sync import changed
from service.wiring import Shared, Workspace

SAMPLE_PAGE = "/en/administration-and-configuration/billing/support"
SAMPLE_QUESTION = "Which support plan gives access to WhatsApp?"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen. Port 0 takes any free one."""

    host: str
    port: int


def serve(workspace: Workspace, address: Address, workers: int) -> None:
    """Serve until interrupted. Raises NoIndexError while nothing is indexed."""
    example = None if workspace.tenants else workspace.asker().generation()
    served = Served(address.host, workers)
    config = uvicorn.Config(
        partial(_started, workspace, served),
        factory=True,
        host=address.host,
        port=address.port,
        workers=workers,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=ceil(workspace.settings.timeout),
    )
    bound = listening(config)
    host, port, *_ = bound.getsockname()
    base_url = f"http://{host}:{port}/"
    if example:
        _invite(base_url, example)
    else:
        _list(base_url, workspace.tenants)
    server = uvicorn.Server(config)
    if workers > 1:
        with TemporaryDirectory(prefix="askdocs-metrics-") as folder:
            os.environ[SHARED_FOLDER] = folder  # read by the library in each worker, when it is loaded
            Multiprocess(config, [bound]).run()
    else:
        server.run(sockets=[bound])


def listening(config: uvicorn.Config) -> socket.socket:
    """The socket to listen on.

    Its connections send at once what they are given: uvicorn writes head and body of a response one after the
    other, and the body would wait for the client to acknowledge the head, which it takes its time for.
    """
    bound = config.bind_socket()
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


def _started(workspace: Workspace, served: Served) -> Starlette:
    """What one process serves."""
    start_logs()
    return (tenants_application if workspace.tenants else application)(workspace, served)


def application(workspace: Workspace, served: Served) -> FastAPI:
    """The application of one process, its models loaded."""
    shared = workspace.shared()
    asker = workspace.asker(shared=shared)
    asker.warm_up()
    return _composed(workspace, served, asker, shared)


def tenants_application(workspace: Workspace, served: Served) -> Starlette:
    """The applications of all tenants, by the names of their hosts, over the same models and connections.

    One whose index is still to be built says so, and the others answer.
    """
    shared, stores = workspace.shared(), workspace.stores()
    hosted: dict[str, Hosted] = {}
    for own in workspace.tenants:
        asker = own.asker(stores[own.settings.store_name], shared=shared)
        with suppress(NoIndexError):
            asker.warm_up()
        own.folder.mkdir(parents=True, exist_ok=True)
        app = _composed(own, served, asker, shared)
        hosted |= dict.fromkeys(own.hosts, Hosted(app, own.folder))
    return by_host(hosted)


def _composed(workspace: Workspace, served: Served, asker: Asker, shared: Shared) -> FastAPI:
    return create_app(
        asker,
        workspace.settings.public_url,
        workspace.starter(),
        host=served.host,
        moves=workspace.moves(),
        operation=workspace.operation(served, shared),
        backing=backing(workspace),
        hosts=workspace.hosts,
    )


def backing(workspace: Workspace) -> Backing:
    """What the API has beside the asker."""
    sites = {site.name: workspace.prefix(site) for site in workspace.sites if site.name}
    return Backing(partial(changed, workspace), workspace.feedback(), sites)


def _invite(base_url: str, generation: Generation) -> None:
    """Say where the service listens, with a question that can be pasted into a shell."""
    path, question = _example(generation)
    address = f"{Links(base_url).markdown(path)}?ask={quote(question)}"
    messages.print(f"\nServing on {base_url} - try:\n\n  curl '{address}'\n", highlight=False, soft_wrap=True)


def _list(base_url: str, tenants: Sequence[Workspace]) -> None:
    """Say where the service listens, and under which names it is asked."""
    names = " ".join(host for tenant in tenants for host in tenant.hosts)
    messages.print(f"\nServing on {base_url} for the hosts {names}\n", highlight=False, soft_wrap=True)


def _example(generation: Generation) -> tuple[str, str]:
    if generation.page(SAMPLE_PAGE):
        return SAMPLE_PAGE, SAMPLE_QUESTION
    (passage,) = generation.passages([sum(generation.info.passages.values()) // 2])
    page = generation.page(passage.page_url)
    if page is None:
        raise NoIndexError(f"The index lacks the page {passage.page_url}. Run: askdocs index")
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    return page.path, heading_question(heading, page.title, page.language)
