"""MCP over standard input and output, for an agent that starts us itself."""

import anyio
from anyio import to_thread
from mcp.server.stdio import stdio_server

from service.links import Links
from service.mcp.served import Served
from service.mcp.server import mcp_server
from service.wiring import Workspace


def serve(workspace: Workspace) -> None:
    """Serve one client until it closes its side. Raises NoIndexError while nothing is indexed."""
    asker = workspace.asker()
    asker.generation()
    links = Links(workspace.settings.public_url)
    anyio.run(_serve, Served(asker, links, workspace.feedback(), moves=workspace.moves()))


async def _serve(served: Served) -> None:
    """Models are loaded while the client still gets to know us."""
    server = mcp_server(lambda _context: served)
    async with stdio_server() as (incoming, outgoing), anyio.create_task_group() as tasks:
        tasks.start_soon(to_thread.run_sync, served.asker.warm_up)
        await server.run(incoming, outgoing, server.create_initialization_options())
