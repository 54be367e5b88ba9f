"""A tool: what an agent may call, with the schemas of what goes in and what comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import mcp_types as types
from pydantic import BaseModel, ValidationError

from ingest.errors import AskdocsError
from service.mcp.served import Served

Arguments = TypeVar("Arguments", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gives: `text` for a model to read, `data` for programs, both the same thing."""

    text: str
    data: BaseModel


@dataclass(frozen=True, slots=True)
class Tool(Generic[Arguments]):
    """Something to call by name; one that is not `read_only` keeps what it is given."""

    name: str
    title: str
    description: str
    takes: type[Arguments]
    gives: type[BaseModel]
    run: Callable[[Served, Arguments], Result]
    read_only: bool = True

    def listed(self) -> types.Tool:
        """How agents see it."""
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=self.takes.model_json_schema(),
            output_schema=self.gives.model_json_schema(mode="serialization"),
            annotations=types.ToolAnnotations(
                read_only_hint=self.read_only,
                destructive_hint=False,
                idempotent_hint=self.read_only,
                open_world_hint=False,
            ),
        )

    def call(self, served: Callable[[], Served], given: Mapping[str, Any]) -> types.CallToolResult:
        """The result; what a model can do better next time is told to it as an error."""
        try:
            result = self.run(served(), self.takes.model_validate(given))
        except ValidationError as error:
            return failure(_told(error))
        except AskdocsError as error:
            return failure(str(error))
        text = types.TextContent(type="text", text=result.text)
        data = result.data.model_dump(mode="json", by_alias=True)
        return types.CallToolResult(content=[text], structured_content=data)


def failure(text: str) -> types.CallToolResult:
    """A result that says what went wrong."""
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)


def _told(error: ValidationError) -> str:
    problems = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return f"These arguments are wrong: {'; '.join(problems)}."
