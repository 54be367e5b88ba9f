"""The MCP server, spoken to by the official client over HTTP on a socket, on a small site."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, TextContent

from service.app import create_app
from service.feedback import FeedbackFile
from service.mcp.resources import LISTED
from service.routes.v1_backing import Backing
from service.settings import Settings
from service.wiring import Workspace
from tests.service.bilingual import QUESTION, SUPPORT, UNANSWERABLE, installed
from tests.service.live import serving

MODES = ("auto", "legacy")
"""The present protocol, whose requests stand alone, and the one before, which begins with a handshake."""

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation that no test changes."""
    return installed(tmp_path_factory.mktemp("mcp"))


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> FeedbackFile:
    """Where feedback is kept."""
    return FeedbackFile(tmp_path_factory.mktemp("feedback") / "feedback.db")


@pytest.fixture(scope="module")
def url(workspace: Workspace, feedback: FeedbackFile) -> Iterator[str]:
    """Where it is served."""
    with serving(create_app(workspace.asker(), backing=Backing(feedback=feedback))) as address:
        yield address


@pytest.fixture(params=MODES)
async def client(url: str, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """The official client, in each of its modes."""
    async with Client(f"{url}/mcp", mode=request.param) as opened:
        yield opened


def text(result: CallToolResult) -> str:
    """What a model reads."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def data(result: CallToolResult) -> dict[str, Any]:
    """What a program reads; the client has held it against the schema of the tool."""
    assert not result.is_error, text(result)
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def test_tools_have_the_platforms_names_and_arguments(client: Client) -> None:
    """Three of them only read, and say so; all say what they give."""
    tools = (await client.list_tools()).tools
    arguments = {
        tool.name: (set(tool.input_schema["properties"]), set(tool.input_schema["required"]))
        for tool in tools
    }
    assert arguments == {
        "searchDocumentation": ({"query"}, {"query"}),
        "getPage": ({"url"}, {"url"}),
        "askQuestion": ({"question", "goal"}, {"question"}),
        "sendFeedback": ({"content", "pageUrl", "goal"}, {"content", "pageUrl"}),
    }
    assert [tool.annotations.read_only_hint for tool in tools if tool.annotations] == [True] * 3 + [False]
    assert all(tool.output_schema and tool.output_schema["type"] == "object" for tool in tools)


async def test_question_gets_what_the_markdown_door_gives(client: Client, url: str) -> None:
    """The same document, and the same as data."""
    result = await client.call_tool("askQuestion", {"question": QUESTION, "goal": "reach support"})
    asked = {"ask": QUESTION, "goal": "reach support"}
    assert text(result) == httpx.get(f"{url}/nowhere.md", params=asked).text
    told = data(result)
    assert told["status"] == "answered"
    assert told["answer"]["markdown"] in text(result)
    assert [source["markdownUrl"] for source in told["sources"]] == [f"{url}{SUPPORT}.md"]


async def test_unanswered_question_is_no_error(client: Client) -> None:
    """An agent goes on with what it is told."""
    result = await client.call_tool("askQuestion", {"question": UNANSWERABLE})
    assert data(result)["status"] == "unanswered"
    assert text(result).count("\n") == 1


async def test_search_gives_passages_in_the_documentations_words(client: Client, url: str) -> None:
    """Best first, each with an address at its heading."""
    result = await client.call_tool("searchDocumentation", {"query": QUESTION})
    first, *_ = data(result)["passages"]
    assert first["url"] == f"{url}{SUPPORT}.md#enterprise-support"
    page = httpx.get(f"{url}{SUPPORT}.md", params={"displayAgentInstructions": "false"}).text
    assert first["markdown"] in page
    assert text(result).startswith(f"[1] [Support \\[plans\\] > Enterprise Support]({first['url']})")
    assert data(result)["leftOut"] == 0


@pytest.mark.parametrize(
    "address",
    [
        "{url}/en/billing/support.md",
        "{url}/en/billing/support?ask=anything#enterprise-support",
        "https://elsewhere.test/en/billing/support/",
        "/en/billing/support",
        "en/billing/support.md",
    ],
)
async def test_page_is_read_by_any_address_that_agents_know(client: Client, url: str, address: str) -> None:
    """With or without `.md`, question and fragment; what counts is the path."""
    told = data(await client.call_tool("getPage", {"url": address.format(url=url)}))
    assert (told["title"], told["language"], told["truncated"]) == ("Support [plans]", "en", False)
    assert told["description"] == "The plans, and what they cost."
    assert told["markdown"].startswith("# Support [plans]\n")


@pytest.mark.parametrize("address", ["{url}/", "{url}/readme.md", "/", "{url}"])
async def test_home_page_has_several_addresses(client: Client, url: str, address: str) -> None:
    """As at the doors of the site."""
    told = data(await client.call_tool("getPage", {"url": address.format(url=url)}))
    assert told["markdown"] == "# Acme\n\nA Acme responde a perguntas."


async def test_missing_page_is_an_error_that_names_similar_ones(client: Client, url: str) -> None:
    """A model can go on with one of them."""
    result = await client.call_tool("getPage", {"url": f"{url}/en/billing/suport.md"})
    assert result.is_error
    assert f"- Support [plans]: {url}{SUPPORT}.md" in text(result)


async def test_feedback_is_kept(client: Client, feedback: FeedbackFile, url: str) -> None:
    """With the page and the goal."""
    sent = {"content": "Prices are missing.", "pageUrl": f"{url}{SUPPORT}.md", "goal": "compare plans"}
    assert data(await client.call_tool("sendFeedback", sent)) == {"received": True}
    (kept,) = feedback.latest(1)
    assert (kept.content, kept.page_url, kept.goal) == tuple(sent.values())


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("askQuestion", {}, "question: Field required"),
        ("askQuestion", {"question": 7}, "question: Input should be a valid string"),
        ("askQuestion", {"question": " "}, "The question is empty"),
        ("askQuestion", {"question": "x" * 600}, "has 600 characters and may have 512"),
        ("searchDocumentation", {"query": ""}, "The question is empty"),
        ("sendFeedback", {"content": " ", "pageUrl": "/"}, "The feedback is empty"),
    ],
)
async def test_wrong_arguments_are_told_to_the_model(
    client: Client, tool: str, arguments: dict[str, Any], told: str
) -> None:
    """A result that says what to send instead, not an error of the protocol."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert told in text(result)


async def test_unknown_tool_is_an_error_of_the_protocol(client: Client) -> None:
    """It names those that there are."""
    with pytest.raises(MCPError, match="searchDocumentation") as told:
        await client.call_tool("deletePage", {})
    assert told.value.code == INVALID_PARAMS


async def test_pages_are_resources(client: Client, workspace: Workspace) -> None:
    """Each is listed with what it is about, and reads as its author wrote it."""
    listed = (await client.list_resources()).resources
    pages = list(workspace.asker().generation().pages())
    assert [resource.title for resource in listed] == [page.title for page in pages]
    (support,) = (resource for resource in listed if resource.name == SUPPORT)
    assert (support.description, support.mime_type) == ("The plans, and what they cost.", "text/markdown")
    (read,) = (await client.read_resource(str(support.uri))).contents
    page = workspace.asker().generation().page(SUPPORT)
    assert page
    assert read.model_dump()["text"] == page.markdown
    assert support.size == len(page.markdown.encode())


async def test_resource_that_is_missing_is_told(client: Client) -> None:
    """As the protocol has it."""
    with pytest.raises(MCPError, match="no page at askdocs://pages/no/such") as told:
        await client.read_resource("askdocs://pages/no/such")
    assert told.value.code == INVALID_PARAMS


async def test_resources_are_addressed_by_path(client: Client) -> None:
    """Who knows a page's path needs no list."""
    (template,) = (await client.list_resource_templates()).resource_templates
    assert template.uri_template == "askdocs://pages/{+path}"
    (read,) = (await client.read_resource("askdocs://pages/en/keys")).contents
    assert read.model_dump()["text"].startswith("# Keys")


@pytest.fixture
def many(tmp_path: Path) -> Iterator[str]:
    """Where a site is served that has more pages than are listed at once."""
    pages = {f"page-{number:03}.md": f"# Page {number}\n\nText.\n" for number in range(2 * LISTED + 1)}
    with serving(create_app(installed(tmp_path, pages).asker())) as address:
        yield address


async def test_long_list_comes_in_parts(many: str) -> None:
    """All pages, each once; a cursor that was made up, or is older than the index, is refused."""
    async with Client(f"{many}/mcp") as client:
        parts = [await client.list_resources()]
        while parts[-1].next_cursor:
            parts.append(await client.list_resources(cursor=parts[-1].next_cursor))
        for cursor in ("7.100", "1.x", "100"):
            with pytest.raises(MCPError, match="list from the beginning"):
                await client.list_resources(cursor=cursor)
    assert [len(part.resources) for part in parts] == [LISTED, LISTED, 1]
    assert len({resource.uri for part in parts for resource in part.resources}) == 2 * LISTED + 1


async def test_empty_index_is_told(tmp_path: Path) -> None:
    """To the model where it calls a tool, to the program where it lists."""
    empty = Workspace(Settings(data=tmp_path, embedders={}, multilingual="hashing"))
    with serving(create_app(empty.asker())) as url:
        async with Client(f"{url}/mcp") as client:
            result = await client.call_tool("askQuestion", {"question": QUESTION})
            assert result.is_error
            assert "Nothing is indexed yet" in text(result)
            with pytest.raises(MCPError, match="Nothing is indexed yet"):
                await client.list_resources()


async def test_nobody_takes_feedback_where_none_is_kept(workspace: Workspace) -> None:
    """The tool says so."""
    with serving(create_app(workspace.asker())) as url:
        async with Client(f"{url}/mcp") as client:
            result = await client.call_tool("sendFeedback", {"content": "Good.", "pageUrl": "/"})
    assert result.is_error
    assert "Nobody takes feedback here" in text(result)
