"""Runs the HTTP service: in this process, or in several that share one socket."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from index.errors import NoIndexError
from index.store import Generation
from service.app import create_app
from service.console import messages
from service.headings import heading_question
from service.links import Links
from service.wiring import Workspace

SAMPLE_PAGE = "/en/administration-and-configuration/billing/support"
SAMPLE_QUESTION = "Which support plan gives access to WhatsApp?"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen. Port 0 takes any free one."""

    host: str
    port: int


def serve(workspace: Workspace, address: Address, workers: int) -> None:
    """Serve until interrupted. Raises NoIndexError while nothing is indexed."""
    generation = workspace.asker().generation()
    config = uvicorn.Config(
        partial(application, workspace),
        factory=True,
        host=address.host,
        port=address.port,
        workers=workers,
        log_level="warning",
        server_header=False,
    )
    socket = config.bind_socket()
    host, port, *_ = socket.getsockname()
    _invite(f"http://{host}:{port}/", generation)
    server = uvicorn.Server(config)
    if workers > 1:
        Multiprocess(config, [socket]).run()
    else:
        server.run(sockets=[socket])


def application(workspace: Workspace) -> FastAPI:
    """The application of one process, its models loaded."""
    asker = workspace.asker()
    asker.warm_up()
    return create_app(asker, workspace.settings.public_url, workspace.starter())


def _invite(base_url: str, generation: Generation) -> None:
    """Say where the service listens, with a question that can be pasted into a shell."""
    path, question = _example(generation)
    address = f"{Links(base_url).markdown(path)}?ask={quote(question)}"
    messages.print(f"\nServing on {base_url} - try:\n\n  curl '{address}'\n", highlight=False, soft_wrap=True)


def _example(generation: Generation) -> tuple[str, str]:
    if generation.page(SAMPLE_PAGE):
        return SAMPLE_PAGE, SAMPLE_QUESTION
    (passage,) = generation.passages([sum(generation.info.passages.values()) // 2])
    page = generation.page(passage.page_url)
    if page is None:
        raise NoIndexError(f"The index lacks the page {passage.page_url}. Run: askdocs index")
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    return page.path, heading_question(heading, page.title, page.language)
