"""The tools, by the platform's names: search, read a page, ask, and say what is wrong."""

from service.errors import EmptyQuestionError, ServiceError
from service.mcp.pages import page_at, text_within
from service.mcp.served import Served
from service.mcp.tool import Result, Tool
from service.mcp.wire import (
    AskArguments,
    FeedbackArguments,
    FeedbackResult,
    PageArguments,
    PageResult,
    SearchArguments,
)
from service.passages import passages
from service.questions.question import Question
from service.render import markdown
from service.render import passages as passages_render
from service.render.budget import within
from service.render.passages import PassagesWire
from service.render.wire import AnswerBody, wire

PASSAGES = 10
"""How many passages a search gives, at the most."""


def _search(served: Served, given: SearchArguments) -> Result:
    found = served.asker.find(_question(given.query))
    kept = passages(served.asker, found, PASSAGES, served.budgets.search)
    return Result(passages_render.markdown(kept, served.links), passages_render.wire(kept, served.links))


def _page(served: Served, given: PageArguments) -> Result:
    page = page_at(served, given.url)
    text = text_within(page, served.budgets.page)
    truncated = len(text) < len(page.markdown)
    url = served.links.markdown(page.url)
    rest = f"\n\n(Here are {len(text)} of the page's {len(page.markdown)} characters: {url} has all.)"
    modified = page.last_modified.isoformat() if page.last_modified else None
    data = PageResult(
        url=url,
        title=page.title,
        description=page.description,
        language=page.language,
        markdown=text,
        truncated=truncated,
        last_modified=modified,
    )
    return Result(text + rest if truncated else text, data)


def _ask(served: Served, given: AskArguments) -> Result:
    goal = given.goal or ""
    whole = served.asker.ask(_question(given.question, goal))
    answer = within(whole, served.budgets.answer_tokens, served.links, goal)
    return Result(markdown.render(answer, served.links, goal), wire(answer, served.links).answer)


def _feedback(served: Served, given: FeedbackArguments) -> Result:
    if served.feedback is None:
        raise ServiceError("Nobody takes feedback here: tell the people who publish this documentation.")
    if not given.content.strip():
        raise ServiceError("The feedback is empty: say in `content` what is wrong, missing or good.")
    served.feedback.add(given.content, given.pageUrl, goal=given.goal or "")
    told = "The feedback is kept for those who write the documentation."
    return Result(told, FeedbackResult(received=True))


def _question(text: str, goal: str = "") -> Question:
    """A question fit to be asked; errors name no parameter of another door."""
    try:
        return Question.checked(text, goal)
    except EmptyQuestionError as error:
        raise EmptyQuestionError("The question is empty: ask in natural language.") from error


SEARCH = Tool(
    name="searchDocumentation",
    title="Search the documentation",
    description="Finds the passages of the documentation that are nearest to a query, in its own words,"
    " each with its address. To have a question answered, call askQuestion.",
    takes=SearchArguments,
    gives=PassagesWire,
    run=_search,
)
PAGE = Tool(
    name="getPage",
    title="Read a page",
    description="Gives the markdown of one page of the documentation.",
    takes=PageArguments,
    gives=PageResult,
    run=_page,
)
ASK = Tool(
    name="askQuestion",
    title="Ask the documentation",
    description="Answers a question from the documentation: a direct answer, relevant excerpts and sources,"
    " or one sentence that says that the documentation does not answer.",
    takes=AskArguments,
    gives=AnswerBody,
    run=_ask,
)
FEEDBACK = Tool(
    name="sendFeedback",
    title="Send feedback",
    description="Tells the authors of the documentation what is wrong, missing or good on a page.",
    takes=FeedbackArguments,
    gives=FeedbackResult,
    run=_feedback,
    read_only=False,
)
TOOLS = {tool.name: tool for tool in (SEARCH, PAGE, ASK, FEEDBACK)}
