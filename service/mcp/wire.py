"""What the tools take and give, as JSON: the names of arguments are the platform's."""

from pydantic import BaseModel, Field

from service.render.wire import Wire


class SearchArguments(BaseModel):
    """Arguments of `searchDocumentation`."""

    query: str = Field(description="What to look for: words, or a question in natural language.")


class PageArguments(BaseModel):
    """Arguments of `getPage`."""

    url: str = Field(description="The page's address, as search results and sources give it, or its path.")


class AskArguments(BaseModel):
    """Arguments of `askQuestion`."""

    question: str = Field(description="One specific, self-contained question in natural language.")
    goal: str | None = Field(None, description="What you are finally trying to do for your user.")


class FeedbackArguments(BaseModel):
    """Arguments of `sendFeedback`."""

    content: str = Field(description="What is wrong, missing or good, in natural language.")
    pageUrl: str = Field(description="The address of the page that this is about.")  # noqa: N815 - the platform's name
    goal: str | None = Field(None, description="What you were trying to do.")


class PageResult(Wire):
    """A page; `truncated` where its markdown is cut behind a passage, since it is long."""

    url: str
    title: str
    description: str
    language: str
    markdown: str
    truncated: bool
    last_modified: str | None


class FeedbackResult(Wire):
    """Whether the feedback is kept."""

    received: bool
