"""How long results of the MCP tools may be: they are cut at whole passages, and say so."""

import pytest

from service.links import Links
from service.mcp.served import Budgets, Served
from service.mcp.tools import ASK, PAGE, SEARCH
from service.mcp.wire import AskArguments, PageArguments, SearchArguments
from service.wiring import Workspace
from tests.service.bilingual import QUESTION, SUPPORT, installed

BODY = "\n\n".join(f"## Step {number}\n\nPress button {number} and wait for it." for number in range(40))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation with a long page."""
    pages = {"long.md": f"# Long\n\n{BODY}\n", "en/billing/support.md": SUPPORT_PAGE}
    return installed(tmp_path_factory.mktemp("mcp"), pages)


SUPPORT_PAGE = (
    "# Support\n\n## Enterprise Support\n\nEnterprise Support has a direct WhatsApp channel.\n\n"
    "## Basic Support\n\nBasic Support answers tickets by e-mail.\n"
)


def served(workspace: Workspace, budgets: Budgets) -> Served:
    """The documentation for a client with this much room."""
    return Served(workspace.asker(), Links("http://docs.test"), None, budgets)


def test_long_page_ends_behind_a_passage(workspace: Workspace) -> None:
    """What is given is the page's beginning, whole sections; where the rest is to be had is said."""
    result = PAGE.run(served(workspace, Budgets(page=500)), PageArguments(url="/long"))
    told = result.data.model_dump()
    assert told["truncated"]
    assert 300 < len(told["markdown"]) <= 500
    assert f"# Long\n\n{BODY}".startswith(told["markdown"])
    assert told["markdown"].endswith("and wait for it.")
    assert result.text.startswith(told["markdown"])
    assert "http://docs.test/long.md has all" in result.text


def test_page_that_fits_is_whole(workspace: Workspace) -> None:
    """Nothing is said of its length."""
    result = PAGE.run(served(workspace, Budgets(page=5000)), PageArguments(url="/long"))
    assert result.text == f"# Long\n\n{BODY}"
    assert not result.data.model_dump()["truncated"]


def test_first_passage_is_given_however_long(workspace: Workspace) -> None:
    """A budget is no reason to say nothing."""
    result = PAGE.run(served(workspace, Budgets(page=1)), PageArguments(url="/long"))
    assert result.data.model_dump()["markdown"].startswith("# Long\n\n## Step 0\n\nPress button 0")


def test_search_leaves_out_whole_passages(workspace: Workspace) -> None:
    """The best ones stay, and how many are left out is said."""
    query = SearchArguments(query=QUESTION)
    whole = SEARCH.run(served(workspace, Budgets()), query).data.model_dump()
    result = SEARCH.run(served(workspace, Budgets(search=200)), query)
    told = result.data.model_dump()
    assert 0 < len(told["passages"]) < len(whole["passages"])
    assert told["passages"] == whole["passages"][: len(told["passages"])]
    assert told["left_out"] == len(whole["passages"]) - len(told["passages"])
    assert f"({told['left_out']} more left out" in result.text


def test_answer_leaves_out_excerpts_and_nothing_else(workspace: Workspace) -> None:
    """The answer and its sources stay as they are; its note counts what is missing."""
    question = AskArguments(question=QUESTION)
    whole = ASK.run(served(workspace, Budgets()), question).data.model_dump()
    result = ASK.run(served(workspace, Budgets(answer_tokens=1)), question)
    told = result.data.model_dump()
    assert whole["excerpts"]
    assert told["excerpts"] == []
    assert told["answer"] == whole["answer"]
    assert [each["page"] for each in told["sources"]] == [each["page"] for each in whole["sources"]]
    assert told["note"]
    assert told["note"] in result.text
    assert f"http://docs.test{SUPPORT}.md" in result.text
