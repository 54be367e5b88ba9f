"""`askdocs mcp`: the MCP server as a program that an agent starts, spoken to by the official client."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import TextContent

from service.wiring import Workspace
from tests.service.bilingual import QUESTION, SUPPORT, installed

PROGRAM = str(Path(sys.executable).with_name("askdocs"))
ENVIRONMENT = {
    **os.environ,
    "ASKDOCS_EMBEDDERS": "{}",
    "ASKDOCS_MULTILINGUAL": "hashing",
    "ASKDOCS_PUBLIC_URL": "https://docs.test",
}

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation."""
    return installed(tmp_path_factory.mktemp("mcp"))


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[Client]:
    """A client that has started the program."""
    arguments = ["--data", str(workspace.settings.data), "mcp"]
    async with Client(StdioServerParameters(command=PROGRAM, args=arguments, env=ENVIRONMENT)) as opened:
        yield opened


async def test_tools_are_called_over_standard_streams(client: Client, workspace: Workspace) -> None:
    """Each of them; feedback is kept where the service keeps it."""
    answer = await client.call_tool("askQuestion", {"question": QUESTION})
    assert answer.structured_content
    assert answer.structured_content["sources"][0]["markdownUrl"] == f"https://docs.test{SUPPORT}.md"
    found = await client.call_tool("searchDocumentation", {"query": QUESTION})
    assert found.structured_content
    assert found.structured_content["passages"][0]["title"] == "Support [plans]"
    page = await client.call_tool("getPage", {"url": f"https://docs.test{SUPPORT}.md"})
    assert isinstance(page.content[0], TextContent)
    assert page.content[0].text.startswith("# Support [plans]")
    sent = await client.call_tool("sendFeedback", {"content": "Good.", "pageUrl": SUPPORT})
    assert sent.structured_content == {"received": True}
    (kept,) = workspace.feedback().latest(1)
    assert (kept.content, kept.page_url) == ("Good.", SUPPORT)


async def test_pages_are_resources_over_standard_streams(client: Client) -> None:
    """Listed and read."""
    listed = (await client.list_resources()).resources
    assert len(listed) == 6
    (read,) = (await client.read_resource(str(listed[0].uri))).contents
    assert read.model_dump()["text"].startswith("# Acme")


def test_without_an_index_it_says_what_to_do(tmp_path: Path) -> None:
    """In the log of whoever started it, and not among the messages."""
    done = subprocess.run(  # noqa: S603 - our own program
        [PROGRAM, "--data", tmp_path, "mcp"],
        input="",
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Nothing is indexed yet" in done.stderr
