"""Answers in the shape of OpenAI's chat completions, whole or in chunks, with our JSON beside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import time
from typing import Literal
from uuid import uuid4

from pydantic import BaseModel, Field

from service.render.openai_message import Annotation, Told
from service.render.passages import PassagesWire
from service.render.wire import AnswerBody

ANSWER_MODEL = "askdocs"
"""The model that answers."""

CONTEXT_MODEL = "askdocs-context"
"""The model that only quotes the passages that an answer may be made of."""

CHARACTERS_PER_TOKEN = 4
"""About so many characters are one token: nobody here has a tokenizer to count with."""


class ErrorBody(BaseModel):
    """What went wrong; `param` names the place in the request."""

    message: str
    type: str
    param: str | None
    code: str


class ErrorWire(BaseModel):
    """An error."""

    error: ErrorBody


class ModelWire(BaseModel):
    """A model that a client may name; `created` is when the index was built, in seconds since 1970."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "askdocs"


class ModelsWire(BaseModel):
    """The models."""

    object: Literal["list"] = "list"
    data: list[ModelWire]


class UsageWire(BaseModel):
    """How many tokens there were, estimated from the characters."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class MessageWire(BaseModel):
    """What is said, with a citation for each mark."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class ChoiceWire(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: MessageWire
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class CompletionWire(BaseModel):
    """A whole response; `askdocs` is our own JSON, which OpenAI's protocol does not have."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChoiceWire]
    usage: UsageWire
    askdocs: AnswerBody | PassagesWire


def _is_none(value: object) -> bool:
    return value is None


class DeltaWire(BaseModel):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = Field(None, exclude_if=_is_none)
    content: str | None = Field(None, exclude_if=_is_none)
    annotations: list[Annotation] | None = Field(None, exclude_if=_is_none)


class ChunkChoiceWire(BaseModel):
    """The one answer, as far as a chunk goes."""

    index: Literal[0] = 0
    delta: DeltaWire
    finish_reason: Literal["stop"] | None = None


class ChunkWire(BaseModel):
    """A piece of a streamed response; the last one has our JSON."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoiceWire]
    usage: UsageWire | None = Field(None, exclude_if=_is_none)
    askdocs: AnswerBody | PassagesWire | None = Field(None, exclude_if=_is_none)


@dataclass(frozen=True, slots=True)
class Completion:
    """One response, however it is sent: `model` as the client named it, `prompt` all that it sent."""

    model: str
    prompt: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time()))

    def whole(self, told: Told) -> str:
        """The response in one piece."""
        message = MessageWire(content=told.content, annotations=list(told.annotations))
        body = CompletionWire(
            id=self.id,
            created=self.created,
            model=self.model,
            choices=[ChoiceWire(message=message)],
            usage=self._usage(told),
            askdocs=told.evidence,
        )
        return body.model_dump_json(by_alias=True)

    def opening(self) -> str:
        """The first chunk: who speaks."""
        return self._chunk([ChunkChoiceWire(delta=DeltaWire(role="assistant", content=""))])

    def piece(self, content: str) -> str:
        """A chunk that says more."""
        return self._chunk([ChunkChoiceWire(delta=DeltaWire(content=content))])

    def closing(self, told: Told) -> str:
        """The last chunk of the message: citations, and our JSON."""
        delta = DeltaWire(annotations=list(told.annotations))
        return self._chunk([ChunkChoiceWire(delta=delta, finish_reason="stop")], askdocs=told.evidence)

    def counted(self, told: Told) -> str:
        """The chunk that counts tokens."""
        return self._chunk([], usage=self._usage(told))

    def _chunk(
        self,
        choices: list[ChunkChoiceWire],
        usage: UsageWire | None = None,
        askdocs: AnswerBody | PassagesWire | None = None,
    ) -> str:
        body = ChunkWire(
            id=self.id,
            created=self.created,
            model=self.model,
            choices=choices,
            usage=usage,
            askdocs=askdocs,
        )
        return body.model_dump_json(by_alias=True)

    def _usage(self, told: Told) -> UsageWire:
        asked, said = _tokens(self.prompt), _tokens(told.content)
        return UsageWire(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


def models(created: int, names: Iterable[str] = (ANSWER_MODEL, CONTEXT_MODEL)) -> ModelsWire:
    """The models, made when the index was."""
    return ModelsWire(data=[ModelWire(id=name, created=created) for name in names])


def _tokens(text: str) -> int:
    return -(-len(text) // CHARACTERS_PER_TOKEN)
